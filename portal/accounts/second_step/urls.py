"""Pages of the second step that stand in front of allauth's own, under the same addresses and names."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from portal.accounts.second_step import views

urlpatterns = [
    path("totp/activate/", views.activate_app, name="mfa_activate_totp"),
    path("webauthn/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("webauthn/reauthenticate/", views.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    # Passkeys are listed with the app and the recovery codes.
    path("webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
]
