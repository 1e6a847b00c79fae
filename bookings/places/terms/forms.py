"""What staff enter as terms, and what they decide about a charge."""

from __future__ import annotations

from typing import Any

from django import forms

from bookings.places.terms.models import ProposedCharge
from bookings.places.terms.services import offerings_without_terms
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm, AdminModelForm
from portal.base.fields import PoundsField

CONFIRM, WAIVE = "confirm", "waive"
OTHER = "other"


class TermsForm(AdminModelForm):
    """Terms of one kind of place. Sums are entered in pounds."""

    late_pence = PoundsField(
        label="Charge for cancelling late, in pounds",
        required=False,
        help_text="A fixed sum for each place, e.g. 30.00. Empty where a share of the price is charged.",
    )
    no_show_pence = PoundsField(
        label="Charge for not coming, in pounds",
        required=False,
        help_text="For each person who does not come and has not told us, e.g. 30.00.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Any = self.fields["offering"]
        if self.instance.pk:
            kept.disabled = True
            return
        kept.choices = [(kind.value, kind.label) for kind in offerings_without_terms()]
        kept.help_text = "Kinds that have terms already are changed in the list."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        percent = cleaned.get("late_percent")
        if percent is not None and percent > 100:
            self.add_error("late_percent", "Enter 100 or less.")
        if percent and cleaned.get("late_pence"):
            self.add_error("late_pence", "Enter a share of the price or a fixed sum, not both.")
        return cleaned


class DecideForm(AdminForm):
    """Whether a proposed charge is made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label="What becomes of it?",
        choices=[(CONFIRM, "Charge it"), (WAIVE, "Waive it: nothing is charged")],
        widget=forms.RadioSelect,
    )
    waiver = forms.ChoiceField(label="If it is waived: why", required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="More, in your words",
        max_length=300,
        required=False,
        validators=[validate_one_line],
        help_text="Read by staff only, e.g. “Inspectors rang on Monday”. Never a pupil’s name.",
    )

    def __init__(self, *args: Any, charge: ProposedCharge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = charge.state
        waivers = charge.terms.waiver_list
        choices = [*((waiver, waiver) for waiver in waivers), (OTHER, "Something else")]
        self.fields["waiver"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        waiver, reason = cleaned.get("waiver") or "", (cleaned.get("reason") or "").strip()
        if cleaned.get("answer") == WAIVE and not waiver and "waiver" not in self.errors:
            self.add_error("waiver", "Choose why it is waived.")
        if cleaned.get("answer") == WAIVE and waiver == OTHER and not reason:
            self.add_error("reason", "Say in your words why it is waived.")
        given = ["" if waiver == OTHER or cleaned.get("answer") != WAIVE else waiver, reason]
        cleaned["said"] = ": ".join(part for part in given if part)[:300]
        return cleaned
