"""What a report is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from bookings.finance.issuers.models import Issuer
from bookings.finance.reports.aged_debt import Asked
from portal.base import clock
from portal.base.admin_forms import AdminForm
from portal.vocabulary.models import District

FIRST = date(2000, 1, 1)


class DebtForm(AdminForm):
    """Of which issuer and district, and on which day; nothing asks for all of it, today."""

    issuer = forms.ModelChoiceField(
        Issuer.objects.all(), label="Issuer", required=False, empty_label="All"
    )
    district = forms.ModelChoiceField(
        District.objects.all(), label="District of the school", required=False, empty_label="All"
    )
    on = forms.DateField(
        label="As it stood at the end of",
        required=False,
        widget=AdminDateInput,
        help_text="For example 2027-03-31. Empty: today.",
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"] or clock.today()
        if not FIRST <= day <= clock.today():
            raise forms.ValidationError("Choose a day from 2000 on that is not in the future.")
        return day

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        chosen: dict[str, Any] = self.cleaned_data
        issuer, district = chosen["issuer"], chosen["district"]
        return Asked(chosen["on"], issuer.pk if issuer else None, district.pk if district else None)


class CloseForm(AdminForm):
    """Whose books are closed, and up to which day."""

    issuer = forms.ModelChoiceField(
        Issuer.objects.all(),
        label="Issuer",
        empty_label=None,
        help_text="Whose books, e.g. the county’s.",
    )
    day = forms.DateField(
        label="Last day of the year",
        widget=AdminDateInput,
        help_text="The last day that is closed, e.g. 2027-03-31. It must be over.",
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST <= day < clock.today():
            raise forms.ValidationError("Choose a day that is over, from 2000 on.")
        return day


class CloseAgainForm(AdminForm):
    """The day once more, as nobody can open the books again."""

    again = forms.DateField(
        label="Type the last day again",
        help_text="For example 2027-03-31. Afterwards nothing can be dated up to it, and nobody can open it again.",
    )
