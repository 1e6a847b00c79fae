"""How django-allauth behaves here: where it may send people, what it says, what it encrypts."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts import encryption, known_browsers, prompt_mail
from portal.accounts.devices import say_device
from portal.accounts.models import User
from portal.accounts.permissions import may_enter_admin
from portal.accounts.second_step.kinds import has_done, second_steps_of
from portal.base.validators import validate_address


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in and sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask us if that is wrong.",
        "duplicate_email": "This is already the e-mail of your account.",
        "email_password_mismatch": "The e-mail or the password is not right. Check both.",
        "enter_current_password": "The current password is not right.",
        "incorrect_code": "The code is not right. Check that it is from our newest e-mail.",
        "incorrect_password": "The password is not right.",
        "invalid_or_expired_key": "This link has expired or was used already.",
        "invalid_login": "The e-mail or the password is not right. Check both.",
        "invalid_password_reset": "This link has expired or was used already.",
        "too_many_login_attempts": "Too many tries. Wait 5 minutes, or have a code sent instead.",
        "unverified_primary_email": "Confirm your e-mail first.",
        "same_as_current": "This is the same as before.",
        "rate_limited": "Too many tries. Wait a few minutes, then try again.",
    }

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the very site that was asked; other allowed hosts are still elsewhere."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def clean_email(self, email: str) -> str:
        """An address typed for a sign-in; refused where no mail of ours could carry it."""
        validate_address(email)
        return str(super().clean_email(email))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Keeps the one full name that the sign-up form asks for."""
        user.name = form.cleaned_data["name"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def compose(self, template_prefix: str, email: str, context: dict[str, Any]) -> EmailMessage:
        """A mail from its templates. Needs no request, unlike allauth's own way."""
        words = {
            "site_name": settings.WAGTAIL_SITE_NAME,
            "site_url": settings.PUBLIC_URL,
            "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
            **context,
        }
        return self.render_mail(template_prefix, email, words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends without the outbox: people wait for these mails, and what they hold must not be kept.

        Mails of the outbox can be read by staff, and a link to choose a password is a key.
        """
        prompt_mail.send(self.compose(template_prefix, email, context), kind=template_prefix)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for who signed in just now: allauth alone would ask for the password twice in a row."""
        request = context.request
        records = get_authentication_records(request, request.user)
        latest = max((record["at"] for record in records), default=0.0)
        if time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Whose wrong passwords are counted together: strangers' for one address, and a known browser's.

        allauth's own key holds the host's name and port as the browser says them, so that whoever
        makes up ports would have five tries with each. It has no public name; tests hold what it does.
        """
        email = str(credentials.get("email", "")).lower()
        return known_browsers.own_count(request, email) or f"wrong password {email}"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_browsers.remember(request, response, user)
        return response

    def is_login_by_code_required(self, login: Login) -> bool:
        """Staff without a second step show that their mailbox is theirs: others may know the password.

        Whoever came by a mailed code has shown it already.
        """
        user = login.user
        if user is None or not may_enter_admin(user) or has_done(context.request, user, "code"):
            return False
        return not second_steps_of(user).exists()

    def get_login_stages(self) -> list[str]:
        """allauth's stages, with ours for mailed codes, which counts them."""
        ours = {"allauth.account.stages.LoginByCodeStage": "portal.accounts.stages.CountedCodeStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """The ways to show once more who one is, in our words."""
        words = {
            "reauthenticate": "Use my password",
            "mfa_reauthenticate": "Use a code of my authenticator app",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [{**way, "description": words[way["id"]]} for way in ways]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the admin, everybody else to their bookings."""
        if may_enter_admin(request.user):
            return reverse("wagtailadmin_home")
        return str(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)


class MFAAdapter(DefaultMFAAdapter):
    """The second step of signing in."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Wait for the next one and try again.",
        "unverified_email": "Confirm your e-mail before you set up the second step.",
        "cannot_delete_authenticator": (
            "Your work in the admin needs a second step, so the last one cannot be removed."
        ),
        "passkey_failed": "The passkey did not work. Try again, or choose another way.",
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Nobody who may enter the admin can drop their last second step: a stolen session could."""
        user = authenticator.user
        return not may_enter_admin(user) or second_steps_of(user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  (allauth's name)
        """What a new passkey is called until somebody renames it: where it was made."""
        return say_device(context.request.headers.get("User-Agent", ""))

    def get_totp_issuer(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)
