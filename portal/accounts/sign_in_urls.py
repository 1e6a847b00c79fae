"""Sign-in pages that stand in front of allauth's own, under the same addresses and names."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from portal.accounts import sign_in_views as views
from portal.accounts.lost_step.views import AskForHelpView
from portal.accounts.sessions.views import sessions

ask_for_help = AskForHelpView.as_view()

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("2fa/help/", ask_for_help, name="mfa_help"),
    path("2fa/", include("portal.accounts.second_step.urls")),
    path("sessions/", sessions, name="usersessions_list"),
    # Codes are asked for on the sign-in page itself.
    path(
        "login/code/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="account_request_login_code",
    ),
]
