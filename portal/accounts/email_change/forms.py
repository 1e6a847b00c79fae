"""Asking for another e-mail to sign in with."""

from __future__ import annotations

from django import forms

from portal.base.forms import PortalForm
from portal.base.validators import validate_address


class EmailChangeForm(PortalForm):
    """The new address. Whether somebody signs in with it is not said here."""

    email = forms.EmailField(
        label="New e-mail address",
        help_text="We send a link to it. Until you follow it, nothing changes.",
        validators=[validate_address],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
