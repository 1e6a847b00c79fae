"""What staff enter about VAT, and when they issue and credit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from bookings.finance.choices import Buyer, Service, Treatment
from bookings.finance.documents.snapshots import Order
from bookings.finance.issuers.models import Issuer
from bookings.finance.models import Document, DocumentLine, VatTable
from bookings.finance.payables import Payable
from bookings.finance.vat.services import Cell, Verdict
from portal.accounts.validators import validate_one_line
from portal.base import clock
from portal.base.admin_forms import AdminForm, AdminModelForm
from portal.base.fields import PoundsField
from portal.base.money import say_pounds

VERDICTS: dict[str, tuple[str, Verdict | None]] = {
    "": ("Not decided", None),
    "outside": ("Outside the scope", Verdict(Treatment.OUTSIDE)),
    "exempt": ("Exempt", Verdict(Treatment.EXEMPT)),
    "20": ("20%", Verdict(Treatment.TAXED, Decimal(20))),
    "5": ("5%", Verdict(Treatment.TAXED, Decimal(5))),
}
"""What can be chosen in a cell of a VAT table."""


def chosen_for(said: Verdict) -> str:
    """The choice that stands for a rule; an earlier rate that is no longer offered counts as not decided."""
    return next((key for key, (_words, verdict) in VERDICTS.items() if verdict == said), "")


def cell_name(cell: Cell) -> str:
    """The name of a cell's field."""
    return "--".join(cell)


CELLS: tuple[Cell, ...] = tuple((buyer.value, service.value) for buyer in Buyer for service in Service)


class IssuerForm(AdminModelForm):
    """An issuer, whose code stays once it stands in a number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and Document.objects.filter(series__issuer=self.instance).exists():
            self.fields["code"].disabled = True
            self.fields["code"].help_text = "Stands in numbers that were issued, so it stays."


class VatTableForm(AdminModelForm):
    """A VAT table with a choice for each buyer and service."""

    class Meta:
        model = VatTable
        fields = ["issuer", "from_day", "advice"]
        widgets = {"from_day": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["advice"].validators.append(validate_one_line)
        said = {
            (row.buyer, row.service): chosen_for(Verdict(Treatment(row.treatment), row.rate))
            for row in (self.instance.rules.all() if self.instance.pk else ())
        }
        for cell in CELLS:
            buyer, service = cell
            self.fields[cell_name(cell)] = forms.ChoiceField(
                label=f"{Buyer(buyer).label}: {Service(service).label}",
                choices=[(key, words) for key, (words, _verdict) in VERDICTS.items()],
                required=False,
                initial=said.get(cell, ""),
            )

    @property
    def services(self) -> list[str]:
        """The headings of the table."""
        return [str(service.label) for service in Service]

    @property
    def grid(self) -> list[tuple[str, list[Any]]]:
        """Rows of the table: a buyer and the fields of each service."""
        return [
            (buyer.label, [self[cell_name((buyer.value, service.value))] for service in Service])
            for buyer in Buyer
        ]

    @property
    def rules(self) -> dict[Cell, Verdict]:
        """What was chosen, cells that are not decided left out."""
        chosen = {cell: VERDICTS[self.cleaned_data[cell_name(cell)]][1] for cell in CELLS}
        return {cell: said for cell, said in chosen.items() if said is not None}


class IssueForm(AdminForm):
    """Which of what a school owes is put on a document, and how the school pays."""

    issuer = forms.ModelChoiceField(
        Issuer.objects.filter(active=True),
        label="Who bills",
        empty_label=None,
        help_text="The school’s district decides; choose another only where finance agreed so.",
    )
    payables = forms.MultipleChoiceField(
        label="What is billed", widget=forms.CheckboxSelectMultiple, help_text="Without VAT."
    )
    buyer = forms.ChoiceField(
        label="Who pays",
        choices=Buyer.choices,
        widget=forms.RadioSelect,
        help_text="Decides about VAT, and whether it is an invoice or an internal recharge.",
    )
    purchase_order = forms.CharField(
        label="Purchase order",
        max_length=40,
        required=False,
        validators=[validate_one_line],
        help_text="As the school gave it, e.g. PO-4711. Empty where it gave none.",
    )
    cost_code = forms.CharField(
        label="Cost code",
        max_length=40,
        required=False,
        validators=[validate_one_line],
        help_text="For a delegated budget of the authority’s own schools, e.g. E19-1234.",
    )
    tax_date = forms.DateField(
        label="Tax date",
        widget=AdminDateInput,
        help_text="Usually the day of the training, e.g. 2027-03-09; not later than today.",
    )

    def __init__(self, *args: Any, payables: Sequence[Payable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {payable.key: payable for payable in payables}
        choices = [(one.key, f"{one.text}: {say_pounds(one.net_pence)}") for one in payables]
        self.fields["payables"].choices = choices  # type: ignore[attr-defined]

    def clean_tax_date(self) -> Any:
        day = self.cleaned_data["tax_date"]
        if day > clock.today():
            raise forms.ValidationError("Choose today or an earlier day.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("buyer") == Buyer.DELEGATED and not (cleaned.get("cost_code") or "").strip():
            self.add_error("cost_code", "Enter the school’s cost code: an internal recharge needs one.")
        return cleaned

    @property
    def chosen(self) -> list[Payable]:
        """What was ticked."""
        return [self.by_key[key] for key in self.cleaned_data["payables"]]

    @property
    def order(self) -> Order:
        """How the school pays."""
        said = self.cleaned_data
        return Order(Buyer(said["buyer"]), said["purchase_order"].strip(), said["cost_code"].strip())


class CreditForm(AdminForm):
    """How much of each line is given back, and why."""

    reason = forms.CharField(
        label="Why",
        max_length=200,
        validators=[validate_one_line],
        help_text="The school reads it on the credit note, e.g. “The date was cancelled”. Never a person’s name.",
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[DocumentLine, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line, left in lines:
            self.fields[f"line-{line.pk}"] = PoundsField(
                label=line.text,
                required=False,
                max_value=Decimal(left) / 100,
                help_text=f"At most {say_pounds(left)}, without VAT, e.g. {say_pounds(left)}. Empty: nothing of it.",
                error_messages={"max_value": f"At most {say_pounds(left)} is left of this line."},
            )
        self.order_fields([*(f"line-{line.pk}" for line, _left in lines), "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(self.net_pence.values()):
            self.add_error(None, "Enter what is credited for at least one line.")
        return cleaned

    @property
    def net_pence(self) -> dict[int, int]:
        """Pence to give back, by line."""
        return {line.pk: self.cleaned_data.get(f"line-{line.pk}") or 0 for line, _left in self.lines}


class PauseForm(AdminForm):
    """Why a school is not reminded of an invoice for now."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        validators=[validate_one_line],
        help_text="Colleagues and auditors read it, e.g. “The school disputes the second line”. Never a person’s name.",
    )
