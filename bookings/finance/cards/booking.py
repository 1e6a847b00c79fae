"""What payments by card do to the ledger: each cause once, whoever tells of it and however often."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet, Sum

from bookings.finance.cards.models import AttemptPart, CardRefund, PaymentAttempt
from bookings.finance.choices import EntryKind
from bookings.finance.ledger.services import post
from bookings.finance.models import Document, LedgerEntry
from portal.base import clock

PAID, REFUND, DISPUTE = "card", "card-refund", "card-dispute"
"""Sources of entries."""

Part = tuple[PaymentAttempt, Document]

BACK = "back"
"""Ends the cause of an entry that takes another one back."""


def book_payment(attempt: PaymentAttempt, *, at: datetime) -> None:
    """Credits each invoice with its part, on the day when the money arrived."""
    for part in parts_of(attempt):
        _post(
            (attempt, part.document),
            kind=EntryKind.CARD,
            pence=-part.pence,
            at=at,
            source=PAID,
            cause=f"{attempt.payment_id}:{part.document.number}",
        )


def book_refund(attempt: PaymentAttempt, *, refund: CardRefund, at: datetime) -> None:
    """What went back is owed again, unless a credit note says that it is not."""
    shares = spread(attempt, refund.pence, refund.document)
    _book_out(attempt, shares, kind=EntryKind.REFUND, at=at, source=REFUND, cause=f"{refund.refund_id}")


def book_dispute(attempt: PaymentAttempt, *, dispute_id: str, pence: int, at: datetime) -> None:
    """What a bank took is owed again."""
    shares = spread(attempt, pence, None)
    _book_out(attempt, shares, kind=EntryKind.CHARGEBACK, at=at, source=DISPUTE, cause=dispute_id)


def _book_out(
    attempt: PaymentAttempt,
    shares: Iterable[tuple[Document, int]],
    *,
    kind: EntryKind,
    at: datetime,
    source: str,
    cause: str,
) -> None:
    if _entries(source, cause).exists():
        return
    for document, pence in shares:
        part = (attempt, document)
        _post(part, kind=kind, pence=pence, at=at, source=source, cause=f"{cause}:{document.number}")


def take_back(attempt: PaymentAttempt, *, source: str, cause: str) -> bool:
    """Reverses what a cause has booked, once; whether there was anything to reverse now."""
    rows = list(_entries(source, cause).select_related("document"))
    done = [row for row in rows if row.external_id.endswith(f":{BACK}")]
    if not rows or done:
        return False
    for row in rows:
        if row.document is not None:
            _post(
                (attempt, row.document),
                kind=EntryKind(row.kind),
                pence=-row.pence,
                at=clock.now(),
                source=source,
                cause=f"{row.external_id}:{BACK}",
            )
    return True


def spread(
    attempt: PaymentAttempt, pence: int, document: Document | None
) -> Iterable[tuple[Document, int]]:
    """Which invoices a sum that left a payment belongs to: the one that it is known to be for, else in their order.

    What is more than was paid for all stays with the last, so that nothing is lost.
    """
    parts = [part for part in parts_of(attempt) if document is None or part.document_id == document.pk]
    found: list[tuple[Document, int]] = []
    for part in parts:
        own = pence if part is parts[-1] else min(pence, left_of(attempt, part))
        if own > 0:
            found.append((part.document, own))
            pence -= own
    return found


def left_of(attempt: PaymentAttempt, part: AttemptPart) -> int:
    """What is left with us of what an attempt paid for an invoice: paid, less what went back or was taken."""
    rows = LedgerEntry.objects.filter(document=part.document_id, source__in=(PAID, REFUND, DISPUTE))
    mine = rows.filter(external_id__in=_causes(attempt, part.document.number))
    return -int(mine.aggregate(pence=Sum("pence"))["pence"] or 0)


def _causes(attempt: PaymentAttempt, number: str) -> list[str]:
    ids = [
        f"{attempt.payment_id}",
        *attempt.refunds.exclude(refund_id=None).values_list("refund_id", flat=True),
    ]
    ids += attempt.disputes.values_list("dispute_id", flat=True)
    return [cause for one in ids for cause in (f"{one}:{number}", f"{one}:{number}:{BACK}")]


def parts_of(attempt: PaymentAttempt) -> list[AttemptPart]:
    """What an attempt pays, in the order in which it names the invoices."""
    return list(attempt.parts.select_related("document__account__issuer").order_by("pk"))


def _entries(source: str, cause: str) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(source=source, external_id__startswith=f"{cause}:")


def _post(part: Part, *, kind: EntryKind, pence: int, at: datetime, source: str, cause: str) -> None:
    attempt, document = part
    post(
        account=document.account,
        kind=kind,
        pence=pence,
        occurred_on=clock.in_london(at).date(),
        source=source,
        external_id=cause,
        document=document,
        test=attempt.test,
    )
