"""What finance holds about people: that they issued or signed something off, by the number of their sign-in alone."""

from __future__ import annotations

from bookings.finance.models import Document, VatTable
from portal.accounts.personal_data.registry import Holding, Record, Subject, register_holding


def register_all() -> None:
    """Makes the holding known."""
    register_holding(ISSUED)


def give_issued(subject: Subject) -> list[Record]:
    """What they issued, and the VAT tables they signed off."""
    if subject.user is None:
        return []
    issued = Document.objects.filter(issued_by_id=subject.user.pk).order_by("issued_at")
    signed = VatTable.objects.filter(signed_off_by_id=subject.user.pk).select_related("issuer")
    records: list[Record] = [{"You issued": row.number, "When": row.issued_at} for row in issued]
    return records + [{"You signed off": str(row), "When": row.signed_off_at} for row in signed]


ISSUED = Holding(
    key="finance",
    title="Invoices that you issued",
    why="So that an auditor can follow who issued what.",
    kept="For good, by the number of your sign-in alone: it says nothing of you once your name is gone.",
    covers=[],
    give=give_issued,
)
