"""Every address of the portal. Composition only: each line leads to its view in one hop."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts.email_change.views import EmailView
from portal.accounts.viewsets import own_account
from portal.base.serving import serve_media

# Wagtail brings sign-in forms of its own, which ask for a password only.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", to_sign_in),
    path("admin/account/", own_account),
    path("_util/login/", to_sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/schools/", include("portal.accounts.memberships.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("accounts/", include("portal.accounts.sign_in_urls")),
    # Before allauth's page of the same name, which tells only the new address.
    path("accounts/email/", EmailView.as_view(), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", serve_media, {"folder": "images"}),
    # Before those of places, which take any last part for a reference.
    path("bookings/", include("bookings.finance.urls")),
    path("bookings/", include("bookings.bespoke.urls")),
    path("bookings/", include("bookings.slots.urls")),
    path("bookings/", include("bookings.places.urls")),
    path("certificates/", include("bookings.places.certificates.urls")),
    path("directory/", include("directory.urls")),
    path("search/", include("search.urls")),
    path("schools/", include("portal.accounts.finder.urls")),
    path("training/", include("training.urls")),
    path("", include("portal.home.urls")),
    path("", include("portal.base.urls")),
]

if settings.DEMONSTRATION_ALLOWED:
    urlpatterns.insert(0, path("dev/", include("portal.home.dev_urls")))

handler400 = "portal.home.views.bad_request"
handler403 = "portal.home.views.permission_denied"
handler404 = "portal.home.views.page_not_found"
handler500 = "portal.home.views.server_error"
