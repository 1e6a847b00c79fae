"""Forms about certificates."""

from __future__ import annotations

from django import forms

from bookings.places.certificates.models import EACH, GROUPS, read_code
from portal.base.forms import PortalForm


class CodeForm(PortalForm):
    """The code that stands on a certificate."""

    code = forms.CharField(
        label="Certificate code",
        help_text="16 letters and digits, for example 7F3K-9QXM-2HTW-B4RD. It stands near the end of the certificate.",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
        error_messages={"required": "Enter the code of the certificate"},
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if len(code) != GROUPS * EACH + GROUPS - 1:
            raise forms.ValidationError("Enter all 16 letters and digits of the code")
        return code


class ReasonForm(forms.Form):
    """Why an officer withdraws a certificate, or lets it count again."""

    reason = forms.CharField(
        label="Reason",
        help_text="For the record; the holder does not read it. For example “The register was corrected on"
        " 3 March: was not there in the afternoon”.",
        max_length=300,
        error_messages={"required": "Say why."},
    )
