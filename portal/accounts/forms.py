"""Sign-in forms in the portal's words. What they check stays allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from portal.accounts import sign_in_codes
from portal.accounts.models import User
from portal.accounts.plain_words import DigitsOnly, PlainWords
from portal.accounts.services import email_is_taken
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalForm, PortalFormMixin
from portal.base.validators import validate_address

EMAIL = "E-mail address"
CHOOSE_HINT = "At least 10 characters. Three random words are easy to remember."


class StartForm(PortalForm):
    """Who wants to sign in. ``for_code``: a code is wanted, which is counted."""

    login = forms.EmailField(
        label=EMAIL,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages=dict.fromkeys(
            ("invalid", "max_length"), "Enter an e-mail address, like name@school.kent.sch.uk"
        ),
    )

    def __init__(self, *args: Any, request: HttpRequest, for_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.for_code = request, for_code

    def clean_login(self) -> str:
        email: str = self.cleaned_data["login"]
        validate_address(email)
        if self.for_code:
            sign_in_codes.count_request(request=self.request, email=email)
        return email


class SignInForm(PortalFormMixin, PlainWords, account.LoginForm):
    words = {"login": (EMAIL, ""), "password": ("Password", "")}


class MailedCodeForm(PortalFormMixin, DigitsOnly, account.ConfirmLoginCodeForm):
    words = {"code": ("Code", "8 digits, with or without the gap.")}


class SignUpForm(PortalFormMixin, PlainWords, account.SignupForm):
    account_already_exists: bool
    words = {
        "email": (EMAIL, "Use your work e-mail if you book for a school. We send a link to confirm it."),
        "password1": ("Password", CHOOSE_HINT),
    }
    field_order = ["name", "email", "password1"]

    name = forms.CharField(
        label="Full name",
        help_text="As you would say it on the phone.",
        max_length=User._meta.get_field("name").max_length,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your full name"},
    )

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Hashes the password for a known address too: else the time taken tells who has a sign-in."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return self._save_or_tell(request)
        except IntegrityError:
            # Somebody was given this address since the form was checked: the constraint decides.
            if not email_is_taken(email=self.cleaned_data["email"]):
                raise
        self.account_already_exists = True
        return self._save_or_tell(request)

    def _save_or_tell(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


class ResetPasswordForm(PortalFormMixin, PlainWords, account.ResetPasswordForm):
    words = {"email": (EMAIL, "The one you sign in with.")}


class NewPasswordForm(PortalFormMixin, PlainWords, account.ResetPasswordKeyForm):
    words = {"password1": ("New password", CHOOSE_HINT), "password2": ("New password again", "")}


class ChangePasswordForm(PortalFormMixin, PlainWords, account.ChangePasswordForm):
    words = {
        "oldpassword": ("Current password", ""),
        "password1": ("New password", CHOOSE_HINT),
        "password2": ("New password again", ""),
    }


class SetPasswordForm(PortalFormMixin, PlainWords, account.SetPasswordForm):
    words = {"password1": ("New password", CHOOSE_HINT), "password2": ("New password again", "")}


class ConfirmPasswordForm(PortalFormMixin, PlainWords, account.ReauthenticateForm):
    words = {"password": ("Password", "")}
