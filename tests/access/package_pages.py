"""Who gets what at the addresses that came with packages and are no admin screens."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.media.models import PortalDocument
from tests.access.furniture import PRIVATE
from tests.access.pages import EVERYBODY, SIGN_IN, SIGNED_IN, Page, everybody
from tests.access.screens import STAFF

NOBODY = {"nobody"}


def answers(
    nobody: int | str, signed_in: int | str, staff: int | str | None = None
) -> dict[str, int | str]:
    """What a visitor, somebody signed in, and staff with their second step get."""
    return {
        **dict.fromkeys(SIGNED_IN, signed_in),
        **dict.fromkeys(STAFF, signed_in if staff is None else staff),
        "nobody": nobody,
    }


def named(name: str, *args: object) -> Callable[[], str]:
    return lambda: reverse(name, args=args)


def document(*, private: bool) -> Callable[[], str]:
    found = PortalDocument.objects
    return lambda: (found.filter(title=PRIVATE) if private else found.exclude(title=PRIVATE)).first().url


def private_page() -> str:
    restriction = PageViewRestriction.objects.get(page__title=PRIVATE)
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, restriction.page_id])


SIGNING_IN = {
    "account_signup": Page(named("account_signup"), answers(200, 302)),
    "account_request_login_code": Page(named("account_request_login_code"), everybody(SIGN_IN)),
    **{
        name: Page(named(name), everybody(200))
        for name in (
            "account_inactive",
            "account_email_verification_sent",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
        )
    },
    "account_confirm_email": Page(named("account_confirm_email", "nothing"), everybody(200)),
    "account_reset_password_from_key": Page(
        named("account_reset_password_from_key", "1", "nothing"), everybody(200)
    ),
    **{
        name: Page(named(name), answers(SIGN_IN, 200))
        for name in (
            "account_reauthenticate",
            "account_email",
            "account_change_password",
            "mfa_index",
        )
    },
    **{
        name: Page(named(name), answers(SIGN_IN, 302))
        for name in (
            "account_set_password",
            "mfa_authenticate",
        )
    },
    "mfa_list_webauthn": Page(named("mfa_list_webauthn"), everybody(302)),
    "account_logout": Page(named("account_logout"), answers(302, 200)),
    "mfa_reauthenticate": Page(named("mfa_reauthenticate"), answers(SIGN_IN, 302, 200)),
    "mfa_deactivate_totp": Page(named("mfa_deactivate_totp"), answers(SIGN_IN, 404, 200)),
    "mfa_generate_recovery_codes": Page(
        named("mfa_generate_recovery_codes"), answers(SIGN_IN, 302, 200)
    ),
    "mfa_login_webauthn": Page(named("mfa_login_webauthn"), answers(SIGN_IN, 302)),
    "mfa_edit_webauthn": Page(named("mfa_edit_webauthn", 1), answers(SIGN_IN, 302, 404)),
    "mfa_view_recovery_codes": Page(named("mfa_view_recovery_codes"), answers(SIGN_IN, 404)),
    "mfa_download_recovery_codes": Page(named("mfa_download_recovery_codes"), answers(SIGN_IN, 404)),
}
"""allauth's. Nobody's address names another person: there is no id in any of them."""

TO_SIGN_IN = answers(SIGN_IN, 403, SIGN_IN)
NO_SUCH_PAGE = answers(404, 403, 404)
"""In the admin, whoever is no member of staff is told so whatever they ask for."""

DOORS = {
    "admin/login/": Page(lambda: "/admin/login/", TO_SIGN_IN),
    "wagtailadmin_login": Page(named("wagtailadmin_login"), TO_SIGN_IN),
    "wagtailadmin_logout": Page(named("wagtailadmin_logout"), answers(SIGN_IN, 403, 405)),
    "_util/login/": Page(lambda: "/_util/login/", everybody(SIGN_IN)),
    "wagtailcore_login": Page(named("wagtailcore_login"), everybody(SIGN_IN)),
    "wagtailadmin_password_reset": Page(named("wagtailadmin_password_reset"), NO_SUCH_PAGE),
    "wagtailadmin_password_reset_done": Page(named("wagtailadmin_password_reset_done"), NO_SUCH_PAGE),
    "wagtailadmin_password_reset_confirm": Page(
        named("wagtailadmin_password_reset_confirm", "MQ", "set-password"), NO_SUCH_PAGE
    ),
    "wagtailadmin_password_reset_complete": Page(
        named("wagtailadmin_password_reset_complete"), NO_SUCH_PAGE
    ),
    "wagtailadmin_sprite": Page(named("wagtailadmin_sprite"), answers(200, 403, 200)),
    "wagtailadmin_javascript_catalog": Page(
        named("wagtailadmin_javascript_catalog"), answers(200, 403, 200)
    ),
}
"""Sign-in forms that Wagtail brings, which all lead to ours, and drawings and words that tell nothing."""

PUBLIC = {
    "home:sitemap": Page(named("home:sitemap"), everybody(200)),
    "wagtail_serve": Page(lambda: "/accessibility/", everybody(200)),
    "wagtaildocs_serve": Page(document(private=False), everybody(200)),
    "wagtaildocs_authenticate_with_password": Page(
        named("wagtaildocs_authenticate_with_password", 1), everybody(200)
    ),
    "wagtailcore_authenticate_with_password": Page(private_page, everybody(200)),
}

PACKAGE_PAGES = SIGNING_IN | DOORS | PUBLIC
assert all(set(page.answers) == set(EVERYBODY) for page in PACKAGE_PAGES.values())
