"""Pages of signing in that differ from allauth's: e-mail first, then a code or the password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LoginView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts import sign_in_codes
from portal.accounts.forms import SignInForm, StartForm

CODE, PASSWORD = "code", "password"
"""What the buttons of the sign-in page ask for, in the field ``how``."""


class SignInView(LoginView):
    """One address for all steps before somebody is known, so that errors and the way back stay.

    An e-mail alone, or with the button "Send me a code", has a code sent; "Use my password" asks for
    the password; an e-mail with a password signs in.
    """

    @property
    def _how(self) -> str:
        given = self.request.POST
        if given.get("how") == CODE or "password" not in given:
            return PASSWORD if given.get("how") == PASSWORD else CODE
        return "with password"

    def _redirect_to_pending_stage(self, _request: HttpRequest, _stage: Any) -> None:
        """Somebody half signed in may begin anew here; only a form that is sent ends what they began."""

    def get_form_class(self) -> type[forms.Form]:
        if self.request.method == "POST" and self._how == "with password":
            return SignInForm
        return StartForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.get_form_class() is StartForm:
            kwargs["for_code"] = self._how == CODE
        return kwargs

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if isinstance(form, SignInForm):
            return super().form_valid(form)
        email = form.cleaned_data["login"]
        if self._how == PASSWORD:
            asking = SignInForm(initial={"login": email}, request=self.request)
            return self.render_to_response(self.get_context_data(form=asking))
        sign_in_codes.send_code(request=self.request, email=email)
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "asks_password": isinstance(context["form"], SignInForm)}


class ConfirmCodeView(ConfirmLoginCodeView):
    """Where the code is typed. A code that no longer works leads back with a word of why."""

    GONE = "That code has expired or was used already. Have a new one sent."
    USED_UP = "That code no longer works, after 3 wrong tries. Have a new one sent."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if response.get("Location") == reverse("account_request_login_code"):
            return self._start_again(self.GONE)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify" and not sign_in_codes.take_try(self._process.state):
            self._process.abort()
            return self._start_again(self.USED_UP)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        return self._start_again(self.USED_UP)

    def _start_again(self, why: str) -> HttpResponse:
        messages.error(self.request, why)
        return redirect(self.passthrough_next_url(reverse("account_login")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        ends = self._process.state["at"] + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        return {
            **context,
            "until": datetime.fromtimestamp(ends, tz=UTC),
            "after_password": not self._process.state["initiated_by_user"],
        }


sign_in = SignInView.as_view()
confirm_code = ConfirmCodeView.as_view()
