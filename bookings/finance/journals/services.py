"""Putting recharges into journals, and saying what became of those in the finance system."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from bookings.finance.choices import DocumentKind, EntryKind
from bookings.finance.documents.querysets import DocumentQuerySet
from bookings.finance.errors import NotJournalled
from bookings.finance.issuers.models import Issuer
from bookings.finance.journals.models import WORDS, JournalBatch, JournalLine, JournalOutcome
from bookings.finance.ledger.services import need_open, post
from bookings.finance.models import Document
from portal.base import clock

SOURCE = "journal"
POSTED, WITHDRAWN = JournalOutcome.Kind.POSTED, JournalOutcome.Kind.WITHDRAWN


def to_journal(issuer: Issuer) -> DocumentQuerySet:
    """Recharges with something to charge or give back that are in no journal which waits, the oldest first."""
    waiting = JournalLine.objects.filter(document=OuterRef("pk"), batch__outcome__isnull=True)
    rows = Document.objects.filter(account__issuer=issuer, kind=DocumentKind.RECHARGE, test=False)
    open_rows = rows.with_outstanding().filter(~Q(outstanding_pence=0), ~Exists(waiting))
    return open_rows.select_related("account__school").order_by("issued_at", "pk")


@transaction.atomic
def make_batch(*, issuer_id: int, by_id: int | None) -> JournalBatch:
    """A journal of all that is to be journalled. Raises ``NotJournalled`` for none, or without an income code."""
    issuer = _held(issuer_id)
    if not issuer.income_code:
        raise NotJournalled("The issuer has no income code. Enter it under Issuers.")
    documents: list[Any] = list(to_journal(issuer))
    if not documents:
        raise NotJournalled("Every recharge is in a journal already.")
    batch = _batch(issuer, issuer.income_code, by_id)
    _lines(batch, [(one.pk, one.cost_code, int(one.outstanding_pence)) for one in documents])
    return batch


@transaction.atomic
def reverse_batch(*, batch_id: int, by_id: int | None) -> JournalBatch:
    """A new journal that takes a posted one back. Raises ``NotJournalled`` unless it is posted and not reversed."""
    batch = JournalBatch.objects.get(pk=batch_id)
    issuer = _held(batch.issuer_id)
    if JournalBatch.objects.filter(reverses=batch).exists():
        raise NotJournalled("It is reversed already.")
    if not JournalOutcome.objects.filter(batch=batch, kind=POSTED).exists():
        raise NotJournalled("Only a journal that is posted can be reversed. Withdraw it instead.")
    lines = list(batch.lines.order_by("pk"))
    taken = [line.document_id for line in lines]
    if JournalLine.objects.filter(document__in=taken, batch__outcome__isnull=True).exists():
        raise NotJournalled("Some of it is in a journal that waits. Post or withdraw that one first.")
    made = _batch(issuer, batch.income_code, by_id, reverses=batch)
    _lines(made, [(line.document_id, line.cost_code, -line.pence) for line in lines])
    return made


@transaction.atomic
def mark_posted(*, batch_id: int, reference: str, day: date, by_id: int | None) -> JournalOutcome:
    """Says that it was posted, and books it: each recharge is paid by it, or owed again by a reversal.

    Raises ``NotJournalled`` once its outcome is known, and ``PeriodClosed`` for a day in a closed year.
    """
    batch = _waiting(batch_id)
    if day > clock.today():
        raise NotJournalled("Choose the day on which it was posted: today or earlier.")
    need_open(issuer_id=batch.issuer_id, day=day)
    outcome = _outcome(batch, POSTED, reference, by_id, day)
    for line in batch.lines.select_related("document__account").order_by("pk"):
        post(
            account=line.document.account,
            kind=EntryKind.JOURNAL,
            pence=-line.pence,
            occurred_on=day,
            source=SOURCE,
            external_id=f"{batch.number}:{line.document.number}",
            document=line.document,
            actor_id=by_id,
        )
    return outcome


@transaction.atomic
def withdraw(*, batch_id: int, reason: str, by_id: int | None) -> JournalOutcome:
    """Says that it was never posted, and why; its recharges can be journalled anew."""
    return _outcome(_waiting(batch_id), WITHDRAWN, reason, by_id, None)


def _held(issuer_id: int) -> Issuer:
    """The issuer, whose journals are made and decided one after the other."""
    return Issuer.objects.select_for_update(no_key=True, of=("self",)).get(pk=issuer_id)


def _waiting(batch_id: int) -> JournalBatch:
    batch = JournalBatch.objects.get(pk=batch_id)
    _held(batch.issuer_id)
    if JournalOutcome.objects.filter(batch=batch).exists():
        raise NotJournalled("A colleague has said already what became of it.")
    return batch


def _batch(
    issuer: Issuer, income_code: str, by_id: int | None, reverses: JournalBatch | None = None
) -> JournalBatch:
    last = JournalBatch.objects.filter(issuer=issuer).order_by("-position").first()
    position = last.position + 1 if last else 1
    return JournalBatch.objects.create(
        issuer=issuer,
        position=position,
        number=f"{issuer.code}-JNL-{position:06d}",
        income_code=income_code,
        reverses=reverses,
        made_at=clock.now(),
        made_by_id=by_id,
    )


def _lines(batch: JournalBatch, parts: list[tuple[int, str, int]]) -> None:
    taken = [document_id for document_id, _code, _pence in parts]
    turns = dict(
        JournalLine.objects.filter(document__in=taken)
        .order_by()
        .values_list("document")
        .annotate(turn=Count("pk"))
    )
    JournalLine.objects.bulk_create(
        JournalLine(batch=batch, document_id=pk, turn=turns.get(pk, 0) + 1, cost_code=code, pence=pence)
        for pk, code, pence in parts
    )


def _outcome(
    batch: JournalBatch, kind: JournalOutcome.Kind, words: str, by_id: int | None, day: date | None
) -> JournalOutcome:
    said = words.strip()[:WORDS]
    if not said:
        raise NotJournalled("Enter the finance system’s reference, or why it is withdrawn.")
    return JournalOutcome.objects.create(
        batch=batch, kind=kind, words=said, day=day, at=clock.now(), by_id=by_id
    )
