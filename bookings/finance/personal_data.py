"""What finance holds about people: what they issued, paid or decided, by the number of their sign-in alone."""

from __future__ import annotations

from bookings.finance.models import (
    BilledElsewhere,
    CardRefund,
    Closing,
    Document,
    PaymentAttempt,
    ReminderPause,
    VatTable,
)
from portal.accounts.personal_data.registry import Holding, Record, Subject, register_holding
from portal.base.money import say_pounds


def register_all() -> None:
    """Makes the holding known."""
    register_holding(ISSUED)


def give_issued(subject: Subject) -> list[Record]:
    """What they issued, wrote down as billed elsewhere, signed off, paid by card, paid back, paused and closed."""
    if subject.user is None:
        return []
    issued = Document.objects.filter(issued_by_id=subject.user.pk).order_by("issued_at")
    signed = VatTable.objects.filter(signed_off_by_id=subject.user.pk).select_related("issuer")
    records: list[Record] = [{"You issued": row.number, "When": row.issued_at} for row in issued]
    written = BilledElsewhere.objects.filter(by_id=subject.user.pk).order_by("at")
    records += [{f"You wrote down: {row.state_words}": row.text, "When": row.at} for row in written]
    records += [{"You signed off": str(row), "When": row.signed_off_at} for row in signed]
    begun = PaymentAttempt.objects.filter(started_by_id=subject.user.pk).order_by("started_at")
    asked = CardRefund.objects.filter(requested_by_id=subject.user.pk).order_by("requested_at")
    decided = CardRefund.objects.filter(decided_by_id=subject.user.pk).order_by("decided_at")
    records += [
        {"You began a card payment of": say_pounds(row.pence), "When": row.started_at} for row in begun
    ]
    records += [
        {"You asked to pay back": say_pounds(row.pence), "When": row.requested_at} for row in asked
    ]
    records += [
        {"You decided to pay back": say_pounds(row.pence), "When": row.decided_at} for row in decided
    ]
    paused = ReminderPause.objects.filter(paused_by_id=subject.user.pk).select_related("document")
    records += [
        {"You paused reminders of": row.document.number, "When": row.paused_at} for row in paused
    ]
    closed = Closing.objects.filter(closed_by_id=subject.user.pk).select_related("ledger__issuer")
    return records + [{"You closed the books of": str(row), "When": row.closed_at} for row in closed]


ISSUED = Holding(
    key="finance",
    title="Invoices that you issued or paid by card",
    why="So that an auditor can follow who issued, paid and paid back what.",
    kept="For good, by the number of your sign-in alone: it says nothing of you once your name is gone.",
    covers=[],
    give=give_issued,
)
