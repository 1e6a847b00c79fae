"""Pages of the second step that differ from allauth's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic.edit import FormView

from portal.accounts.permissions import may_enter_admin
from portal.accounts.second_step.kinds import has_done, second_steps_of


class MailboxFirst:
    """Lets staff set up their first second step only after a mailed code in the same session.

    Signing in asks them for one. A session that is older than their work in the admin began without,
    so it says to sign in once more.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated and may_enter_admin(user):
            unproven = not second_steps_of(user).exists() and not has_done(request, user, "code")
            if unproven:
                return render(request, "mfa/sign_in_again.html")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class ActivateAppView(MailboxFirst, ActivateTOTPView):
    """Setting up the authenticator app."""


class AddPasskeyView(MailboxFirst, AddWebAuthnView):
    """Making a passkey: one that the device keeps, so that it can be used without typing an e-mail."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = FormView.get_context_data(self, **kwargs)
        options = auth.begin_registration(self.request.user, True)
        return {**context, "js_data": {"creation_options": options}}


class RemovePasskeyView(RemoveWebAuthnView):
    """Removing one, unless it is the last second step of somebody who works in the admin."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.object):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        allowed = get_adapter().can_delete_authenticator(self.object)
        return {**super().get_context_data(**kwargs), "may_remove": allowed}


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):
    """Showing with a passkey, in a session that goes on, who one is."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Stays here; allauth would lead to the sign-in page, and that to the front page."""
        for message in form.errors.get("credential", []):
            messages.error(self.request, message)
        return redirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))


activate_app = ActivateAppView.as_view()
add_passkey = AddPasskeyView.as_view()
remove_passkey = RemovePasskeyView.as_view()
confirm_by_passkey = ConfirmByPasskeyView.as_view()
