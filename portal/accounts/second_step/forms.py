"""Forms of the second step in the portal's words. What they check stays allauth's, and a little more."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.plain_words import DigitsOnly, PlainWords
from portal.accounts.second_step import app_codes
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalFormMixin

T = TypeVar("T")

APP_HINT = "The 6 digits that your authenticator app shows, or a recovery code."
RECOVERY_LABEL = "Recovery code"
RECOVERY_HINT = "One of the codes of 8 digits that you kept when you set up your passkey."

CREDENTIAL_LIMIT = 20_000
"""Characters of a browser's answer; real ones have about 2,000."""

UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    struct.error,
)  # fmt: skip
"""What reading an answer that no browser gave ends in: the library expects a browser's."""


class AppCode(DigitsOnly):
    """A code of the app, which counts once, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self.has_passkey = Authenticator.Type.WEBAUTHN in types
        self.has_app = Authenticator.Type.TOTP in types
        field = self.fields["code"]
        field.help_text = APP_HINT if self.has_app else RECOVERY_HINT
        if not self.has_app:
            field.label = RECOVERY_LABEL

    def clean_code(self) -> str:
        """Refuses a code that was used before allauth sees it, and counts it as a wrong one."""
        code = self.cleaned_data["code"]
        if app_codes.is_used_up(user=self.user, code=code):
            check_rate_limit(self.user)
            raise get_adapter().validation_error("incorrect_code")
        super().clean_code()
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not app_codes.use(app=self.authenticator, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(PortalFormMixin, AppCode, mfa.AuthenticateForm):
    """While signing in."""


class ConfirmCodeForm(PortalFormMixin, AppCode, mfa.ReauthenticateForm):
    """In a session that goes on."""


class ActivateForm(PortalFormMixin, DigitsOnly, totp.ActivateTOTPForm):
    words = {"code": ("Code from the app", "The 6 digits it shows now.")}


class CredentialField(forms.JSONField):
    """What the browser's passkey answered. Anything else is a wrong answer, never an error page."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            if len(str(value or "")) > CREDENTIAL_LIMIT:
                raise ValueError
            answer = super().to_python(value)
            if answer is not None and not isinstance(answer, dict):
                raise ValueError
        except (ValueError, RecursionError) as error:
            raise get_adapter().validation_error("passkey_failed") from error
        return answer


def _plainly(check: Callable[[], T]) -> T:
    """What ``check`` gives; whatever is wrong with a passkey's answer is said in the same words."""
    try:
        return check()
    except ValidationError as error:
        if getattr(error, "code", None) != "incorrect_code":
            raise
        raise get_adapter().validation_error("passkey_failed") from error
    except UNREADABLE as error:
        raise get_adapter().validation_error("passkey_failed") from error


class PasskeyForm(PortalFormMixin, PlainWords):
    """A form around a passkey's answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(
            error_messages={"required": "The passkey did not answer. Try again."}
        )
        self.fields.pop("passwordless", None)


class UsePasskeyForm(PasskeyForm):
    """Signs in, or proves who somebody is, with a passkey."""

    def clean_credential(self) -> Authenticator:
        return _plainly(super().clean_credential)


class SignInByPasskeyForm(UsePasskeyForm, webauthn.LoginWebAuthnForm):
    """In place of e-mail, password and second step."""


class PasskeyStepForm(UsePasskeyForm, webauthn.AuthenticateWebAuthnForm):
    """As the second step."""


class ConfirmPasskeyForm(UsePasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    """In a session that goes on."""


def passkey_name(**more: Any) -> forms.CharField:
    return forms.CharField(
        label="Name",
        help_text="So that you know which one it is, e.g. “My phone”.",
        max_length=60,
        validators=[validate_one_line],
        **more,
    )


class AddPasskeyForm(PasskeyForm, webauthn.AddWebAuthnForm):
    """A new passkey. Made without a name, as the browser has stored it by now, it is given one."""

    name = passkey_name(required=False)

    def clean(self) -> dict[str, Any]:
        return _plainly(super().clean)


class RenamePasskeyForm(PortalFormMixin, webauthn.EditWebAuthnForm):
    name = passkey_name()
