"""The gate before the admin: the second step of signing in, and what browsers may run there."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from csp.constants import UNSAFE_INLINE
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode

from portal.accounts.permissions import may_enter_admin
from portal.accounts.second_step.kinds import has_done, second_steps_of

GetResponse = Callable[[HttpRequest], HttpResponse]

ADMIN_SOURCES = {
    "script-src": [UNSAFE_INLINE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["blob:"],
}
"""What Wagtail's admin needs beside our own policy: inline panels, date choosers, upload previews."""


class AdminGate:
    """Lets nobody into the admin on a password alone.

    Signed-out people are Wagtail's to send to sign-in. Somebody signed in without the right to
    enter gets 403: Wagtail would send them to sign-in, which would send them back for ever.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_admin_root()) or request.user.is_anonymous:
            return self.get_response(request)
        if not may_enter_admin(request.user):
            raise PermissionDenied("This part of the portal is for the service's own staff.")
        step = missing_step(request)
        if step:
            return send_to(step, request)
        response = self.get_response(request)
        response._csp_update = ADMIN_SOURCES  # type: ignore[attr-defined]
        return response


def _admin_root() -> str:
    """The admin's address without the prefix that a web server may say it is mounted under."""
    return "/" + reverse("wagtailadmin_home").removeprefix(get_script_prefix())


def missing_step(request: HttpRequest) -> str | None:
    """The URL name of what is still to do before entering, if anything.

    What counts is what was done in this session: an app or a passkey set up elsewhere opens nothing.
    """
    types = set(second_steps_of(request.user).values_list("type", flat=True))
    if not types:
        return "mfa_activate_totp"
    if has_done(request, request.user, "mfa"):
        return None
    return "mfa_reauthenticate" if Authenticator.Type.TOTP in types else "mfa_reauthenticate_webauthn"


def send_to(step: str, request: HttpRequest) -> HttpResponse:
    """A way back is kept for pages only: a form sent too early must be sent again by its person."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied("Finish signing in first: your second step is missing.")
    back = request.get_full_path() if request.method == "GET" else _admin_root()
    return redirect(f"{reverse(step)}?{urlencode({'next': back})}")
