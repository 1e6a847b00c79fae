"""The words of a document, as they are printed and kept with it. Nothing personal: schools, never people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bookings.finance.arithmetic import Sum, total
from bookings.finance.choices import Buyer, DocumentKind, Service, Treatment
from bookings.finance.documents.models import Document
from bookings.finance.issuers.models import Account
from bookings.finance.vat.services import Verdict
from portal.base import clock
from portal.base.money import say_pounds

DEMONSTRATION = "Demonstration: an example, not a real claim for money."
TEST = "TEST: no money moves."


@dataclass(frozen=True)
class PricedLine:
    """A line with its VAT reckoned. ``credits_id`` is the line that a credit note gives back."""

    text: str
    service: Service
    quantity: int
    unit_pence: int
    said: Verdict
    sum: Sum
    payable: str = ""
    credits_id: int | None = None


@dataclass(frozen=True)
class Order:
    """How the school pays: from which pot, under which purchase order or cost code."""

    buyer: Buyer
    purchase_order: str = ""
    cost_code: str = ""


@dataclass(frozen=True)
class Heads:
    """What a document is about, but for its lines and the number that it gets."""

    kind: DocumentKind
    account: Account
    order: Order
    tax_date: date
    due_on: date | None = None
    corrects: Document | None = None
    reason: str = ""
    test: bool = False


def title_of(kind: DocumentKind, lines: Sequence[PricedLine]) -> str:
    """“Internal recharge”, “VAT invoice”, “Invoice – VAT exempt”, “Invoice” or “Credit note”."""
    if kind != DocumentKind.INVOICE:
        return str(kind.label)
    treatments = {line.said.treatment for line in lines}
    if Treatment.TAXED in treatments:
        return "VAT invoice"
    return "Invoice – VAT exempt" if Treatment.EXEMPT in treatments else "Invoice"


def snapshot(
    heads: Heads, lines: Sequence[PricedLine], *, number: str, issued_on: date
) -> dict[str, Any]:
    """Every word of the document."""
    whole, school = total(line.sum for line in lines), heads.account.school
    return {
        "title": title_of(heads.kind, lines),
        "number": number,
        "banner": _banner(heads),
        "issuer": heads.account.issuer.snapshot,
        "buyer": {"name": school.name, "address": address_of(school)},
        "facts": _facts(heads, number, issued_on),
        "lines": [_line(line) for line in lines],
        "totals": [
            ["Without VAT", say_pounds(whole.net_pence)],
            *([vat_name, say_pounds(pence)] for vat_name, pence in _vat(lines)),
        ],
        "total": [_total_name(heads.kind), say_pounds(whole.gross_pence)],
        "notes": _notes(heads, number),
    }


def address_of(school: Any) -> list[str]:
    """The lines of a school's address."""
    parts = [*str(school.address).split(", "), school.town, school.postcode]
    return [part for part in parts if part]


def _banner(heads: Heads) -> str:
    if heads.test:
        return TEST
    return DEMONSTRATION if heads.account.issuer.demonstration else ""


def _facts(heads: Heads, number: str, issued_on: date) -> list[list[str]]:
    rows = [
        ("Number", number),
        ("Issued", clock.say_date(issued_on)),
        ("Tax date", "" if heads.tax_date == issued_on else clock.say_date(heads.tax_date)),
        ("To pay by", clock.say_date(heads.due_on) if heads.due_on else ""),
        ("Credits", heads.corrects.number if heads.corrects else ""),
        ("Why", heads.reason),
        ("Your purchase order", heads.order.purchase_order),
        ("Your cost code", heads.order.cost_code),
    ]
    return [[name, said] for name, said in rows if said]


def _line(line: PricedLine) -> dict[str, str]:
    return {
        "text": line.text,
        "quantity": str(line.quantity),
        "each": say_pounds(line.unit_pence),
        "vat": vat_words(line.said),
        "net": say_pounds(line.sum.net_pence),
    }


def vat_words(said: Verdict) -> str:
    """“20%”, “exempt” or “outside the scope”."""
    if said.treatment == Treatment.TAXED:
        return f"{said.rate.normalize():f}%"
    return "exempt" if said.treatment == Treatment.EXEMPT else "outside the scope"


def _vat(lines: Sequence[PricedLine]) -> list[tuple[str, int]]:
    """The VAT of each rate."""
    rates = sorted({line.said.rate for line in lines if line.said.treatment == Treatment.TAXED})
    return [
        (
            f"VAT at {rate.normalize():f}%",
            sum(line.sum.vat_pence for line in lines if line.said.rate == rate),
        )
        for rate in rates
    ]


def _total_name(kind: DocumentKind) -> str:
    if kind == DocumentKind.CREDIT_NOTE:
        return "Credited"
    return "To recharge" if kind == DocumentKind.RECHARGE else "To pay"


def _notes(heads: Heads, number: str) -> list[dict[str, Any]]:
    issuer = heads.account.issuer
    ask = [issuer.email, *([issuer.phone] if issuer.phone else [])]
    notes = [{"title": "Questions", "lines": ask}]
    if heads.kind == DocumentKind.INVOICE:
        pay = [
            f"Account name: {issuer.bank_name}",
            f"Sort code: {issuer.sort_code}",
            f"Account number: {issuer.account_number}",
            f"Reference: {number}",
        ]
        return [{"title": "How to pay", "lines": pay}, *notes]
    if heads.kind == DocumentKind.RECHARGE:
        words = ["You need not pay anything: it is charged to your cost code by an internal journal."]
        return [{"title": "How it is charged", "lines": words}, *notes]
    return notes
