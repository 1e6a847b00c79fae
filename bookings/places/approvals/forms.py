"""What whoever answers for a school can say with it."""

from __future__ import annotations

from django import forms

from bookings.places.approvals.models import Approval
from bookings.places.change_admin_views import ReasonedForm
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalForm

REASON_LONGEST = 300


class ReasonForm(PortalForm):
    """Why places are refused; a head need not say it."""

    reason = forms.CharField(
        label="If you refuse: why",
        max_length=REASON_LONGEST,
        required=False,
        validators=[validate_one_line],
        help_text="Whoever booked reads it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": f"Write no more than {REASON_LONGEST} characters"},
    )


class OfficerAnswerForm(ReasonedForm):
    """What the school told an officer. ``approval`` says which question was on the page."""

    APPROVE, REFUSE = "approve", "refuse"

    field_order = ("answer", "reason", "approval")
    answer = forms.ChoiceField(
        label="What does the school say?",
        choices=[(APPROVE, "It agrees: the places are confirmed"), (REFUSE, "It does not agree")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the school says"},
    )
    approval = forms.ModelChoiceField(Approval.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        reason = self.fields["reason"]
        reason.label = "Who said so"
        reason.help_text = (
            "For example “The head rang us”. It stays in the record. If the school does not agree, say why as "
            "well: whoever booked reads it."
        )
        reason.error_messages["required"] = "Say who said so: it stays in the record."
        asked: forms.ModelChoiceField = self.fields["approval"]  # type: ignore[assignment,type-arg]
        asked.queryset = self.booking.approvals.all()
