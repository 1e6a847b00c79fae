"""What staff enter when they pay back to a card."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from portal.base.fields import PoundsField
from portal.base.money import say_pounds


class AskRefundForm(AdminForm):
    """How much goes back, and why. It remembers what was shown, as a colleague may be doing the same."""

    def __init__(self, *args: Any, left_pence: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = say_pounds(left_pence)
        self.fields["pounds"] = PoundsField(
            label="Pay back",
            initial=left_pence,
            min_value=Decimal("0.01"),
            max_value=Decimal(left_pence).scaleb(-2),
            help_text=f"In pounds, e.g. 30.00; {said} can be paid back.",
            error_messages={
                "required": "Enter how much goes back, e.g. 30.00.",
                "min_value": "Enter at least 0.01.",
                "max_value": f"Only {said} can be paid back.",
            },
        )
        self.fields["reason"] = forms.CharField(
            label="Why",
            max_length=300,
            validators=[validate_one_line],
            error_messages={"required": "Say why it is paid back."},
            help_text="For whoever approves it and for the auditor, e.g. “Paid twice”. Name no person.",
        )
        self.fields["seen_pence"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=left_pence, min_value=0
        )
