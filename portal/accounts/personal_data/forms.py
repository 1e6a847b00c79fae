"""Making sure that a deletion is meant."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.personal_data.models import Erasure
from portal.base.forms import PortalForm


class DeleteForm(PortalForm):
    """Typing one's own e-mail: nobody does that by mistake."""

    email = forms.CharField(
        label="Type the e-mail you sign in with",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the e-mail you sign in with"},
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected
        self.fields["email"].help_text = f"It is {expected}."

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip()
        if typed.lower() != self._expected.lower():
            raise forms.ValidationError(f"This is not {self._expected}. Nothing was deleted.")
        return typed


class RequestForm(forms.ModelForm):
    """Why an officer deletes somebody, and their name typed once more."""

    required_css_class = "required"
    name = forms.CharField(
        label="Type their name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    class Meta:
        model = Erasure
        fields = ["reason"]

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected
        self.fields["reason"].required = True
        self.fields["reason"].label = "Where their request is kept"
        self.fields["reason"].error_messages["required"] = "Say where the request is kept."
        self.fields["name"].help_text = f"{expected}, as it stands here."

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"].strip()
        if typed.lower() != self._expected.lower():
            raise forms.ValidationError(f"This is not “{self._expected}”. Nobody was deleted.")
        return typed
