"""What staff say of a journal."""

from __future__ import annotations

from datetime import date

from django import forms
from wagtail.admin.widgets import AdminDateInput

from bookings.finance.issuers.models import Issuer
from bookings.finance.journals.models import WORDS
from portal.accounts.validators import validate_one_line
from portal.base import clock
from portal.base.admin_forms import AdminForm


class MakeForm(AdminForm):
    """Whose recharges are put into a journal."""

    issuer = forms.ModelChoiceField(
        Issuer.objects.all(),
        label="Issuer",
        empty_label=None,
        help_text="Who is credited, e.g. the county.",
    )


class PostedForm(AdminForm):
    """Under which reference a journal was posted, and on which day."""

    reference = forms.CharField(
        label="Reference of the finance system",
        max_length=WORDS,
        validators=[validate_one_line],
        help_text="As it stands there, e.g. JV-2027-0113.",
    )
    day = forms.DateField(
        label="Posted on",
        widget=AdminDateInput,
        help_text="The day it counts on, e.g. 2027-03-09; not in a year that is closed.",
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError("Choose today or an earlier day.")
        return day


class WithdrawForm(AdminForm):
    """Why a journal was never posted."""

    reason = forms.CharField(
        label="Why",
        max_length=WORDS,
        validators=[validate_one_line],
        help_text="For example “A cost code is wrong”. Never a person’s name.",
    )
