"""What staff load from the bank, and how they allocate a payment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from bookings.finance.bank.models import BankLine
from bookings.finance.issuers.models import Account, Issuer
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from portal.base.fields import PoundsField
from portal.base.money import say_pounds

MOST_BYTES = 5 * 1024 * 1024


class StatementForm(AdminForm):
    """A statement to load."""

    issuer = forms.ModelChoiceField(
        Issuer.objects.filter(active=True), label="Whose account", empty_label=None,
        help_text="Who was paid, e.g. the county.",
    )  # fmt: skip
    file = forms.FileField(
        label="Statement",
        help_text="A CSV file with the columns “Date” and “Amount”, and “Reference” and “Payer” where there are any. "
        "Loading one twice does no harm.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Load it month by month.")
        return file


class AllocateForm(AdminForm):
    """How much of a payment goes to each invoice of a school."""

    def __init__(
        self, *args: Any, line: BankLine, account: Account, documents: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.documents = documents
        suggested = suggest(line.pence, [int(one.outstanding_pence) for one in documents])
        for document, pence in zip(documents, suggested, strict=True):
            left = int(document.outstanding_pence)
            self.fields[f"invoice-{document.pk}"] = PoundsField(
                label=document.number,
                required=False,
                initial=pence or None,
                max_value=Decimal(left).scaleb(-2),
                help_text=f"{say_pounds(left)} to pay. Empty: nothing of the payment.",
                error_messages={"max_value": f"Only {say_pounds(left)} is left to pay."},
            )
        self.fields["keep_rest"] = forms.BooleanField(
            label=f"Keep what is left of it as a credit of {account.school.name}",
            required=False,
            help_text="For what was paid too much, or before its invoice.",
        )

    @property
    def parts(self) -> dict[int, int]:
        """Pence by document."""
        return {
            document.pk: self.cleaned_data.get(f"invoice-{document.pk}") or 0
            for document in self.documents
        }


def suggest(pence: int, owed: Sequence[int]) -> list[int]:
    """The payment given to the oldest invoices first, as far as it goes."""
    parts = []
    for one in owed:
        part = min(one, pence)
        parts.append(part)
        pence -= part
    return parts


class LeaveForm(AdminForm):
    """Why a payment is not for an invoice of ours."""

    reason = forms.CharField(
        label="Why it is not ours",
        max_length=300,
        validators=[validate_one_line],
        help_text="For example “Rent of the hall”.",
    )
