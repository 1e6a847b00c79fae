"""Loading statements, and saying which invoices a payment pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from bookings.finance.bank.matching import match, numbers_in
from bookings.finance.bank.models import BankFile, BankLine
from bookings.finance.bank.statements import Payment, fingerprints, read_statement
from bookings.finance.choices import DocumentKind, EntryKind
from bookings.finance.documents.querysets import DocumentQuerySet
from bookings.finance.errors import NotAllocated
from bookings.finance.issuers.models import Account, Issuer
from bookings.finance.ledger.services import post
from bookings.finance.models import Document
from portal.base import clock
from portal.base.money import say_pounds

SOURCE = "bank"
MOST_PROBLEMS = 100
"""How many unreadable lines are kept to be shown."""


@transaction.atomic
def load_statement(*, issuer: Issuer, file: BinaryIO, name: str, by_id: int | None) -> BankFile:
    """Keeps the payments of a statement that are not known yet, and allocates those that are certain.

    Raises ``reading.UnreadableFile``, with nothing written, for what is no statement.
    """
    found = read_statement(file)
    loaded = BankFile.objects.create(
        issuer=issuer,
        name=PurePath(name.replace("\\", "/")).name[:200],
        loaded_by_id=by_id,
        outgoing=found.outgoing,
        problems=[asdict(problem) for problem in found.problems[:MOST_PROBLEMS]],
    )
    _hold(_named(issuer.pk, " ".join(payment.words for payment in found.payments)))
    for payment, fingerprint in zip(found.payments, fingerprints(found.payments), strict=True):
        line, made = BankLine.objects.get_or_create(
            issuer=issuer, fingerprint=fingerprint, defaults=_facts(loaded, payment)
        )
        loaded.new += made
        loaded.known += not made
        loaded.matched += made and _match(line)
    loaded.save()
    return loaded


def _facts(loaded: BankFile, payment: Payment) -> dict[str, object]:
    return {
        "file": loaded,
        "day": payment.day,
        "pence": payment.pence,
        "reference": payment.reference,
        "payer": payment.payer,
    }


def _named(issuer_id: int, words: str) -> DocumentQuerySet:
    """The issuer's invoices whose numbers stand in ``words``."""
    return Document.objects.filter(
        account__issuer=issuer_id, kind=DocumentKind.INVOICE, number__in=numbers_in(words), test=False
    )


def _match(line: BankLine) -> bool:
    """Allocates the line if its words and its sum leave no doubt; else says in it why not."""
    known = _named(line.issuer_id, line.words)
    by_number = {one.number: one for one in known.with_outstanding().select_related("account__issuer")}
    outstanding = {number: int(one.outstanding_pence) for number, one in by_number.items()}  # type: ignore[attr-defined]
    found = match(words=line.words, pence=line.pence, outstanding=outstanding)
    if not found.parts:
        BankLine.objects.filter(pk=line.pk).update(why_open=found.reason[:300])
        return False
    _book(line, {by_number[number]: pence for number, pence in found.parts.items()}, by_id=None)
    return True


@transaction.atomic
def allocate(
    *, line_id: int, parts: Mapping[int, int], by_id: int, rest_to: Account | None = None
) -> BankLine:
    """Says which invoices a payment pays: pence by document. What is over goes to ``rest_to`` as a credit.

    Raises ``NotAllocated`` if it is decided already, a part is more than is owed, or it does not add up.
    """
    line = BankLine.objects.select_for_update().get(pk=line_id)
    if line.state != BankLine.State.OPEN:
        raise NotAllocated("A colleague has decided about this payment already.")
    wanted = {pk: pence for pk, pence in parts.items() if pence}
    documents = _owed(line, wanted)
    rest = line.pence - sum(wanted.values())
    if rest < 0:
        raise NotAllocated(f"That is {say_pounds(-rest)} more than was paid.")
    if rest and rest_to is None:
        raise NotAllocated(
            f"{say_pounds(rest)} of the payment is left. Allocate it, or keep it as a credit."
        )
    if rest_to is not None and rest_to.issuer_id != line.issuer_id:
        raise NotAllocated("That school has no account with who was paid.")
    _book(line, {documents[pk]: pence for pk, pence in wanted.items()}, by_id=by_id)
    if rest and rest_to is not None:
        post(
            account=rest_to,
            kind=EntryKind.BACS,
            pence=-rest,
            occurred_on=line.day,
            source=SOURCE,
            external_id=f"{line.pk}:rest",
            actor_id=by_id,
        )
    return line


def _hold(documents: QuerySet[Document]) -> None:
    """Of two who pay one invoice at once the second waits here, and then sees what is left.

    All accounts at once and in one order, so that two statements never wait for each other.
    """
    accounts = Account.objects.filter(pk__in=documents.order_by().values("account"))
    list(accounts.select_for_update(no_key=True).order_by("pk"))


def _owed(line: BankLine, wanted: Mapping[int, int]) -> dict[int, Document]:
    _hold(Document.objects.filter(pk__in=wanted))
    rows = Document.objects.filter(account__issuer=line.issuer_id, kind=DocumentKind.INVOICE, test=False)
    found = {
        one.pk: one
        for one in rows.filter(pk__in=wanted).with_outstanding().select_related("account__issuer")
    }
    for pk, pence in wanted.items():
        if pk not in found or pence < 0:
            raise NotAllocated("This invoice is not one of who was paid.")
        owed = int(found[pk].outstanding_pence)  # type: ignore[attr-defined]
        if pence > owed:
            raise NotAllocated(f"{found[pk].number} has {say_pounds(max(owed, 0))} left to pay.")
    return found


def _book(line: BankLine, parts: Mapping[Document, int], *, by_id: int | None) -> None:
    for document, pence in parts.items():
        post(
            account=document.account,
            kind=EntryKind.BACS,
            pence=-pence,
            occurred_on=line.day,
            source=SOURCE,
            external_id=f"{line.pk}:{document.number}",
            document=document,
            actor_id=by_id,
        )
    line.state, line.decided_at, line.decided_by_id = BankLine.State.ALLOCATED, clock.now(), by_id
    line.save(update_fields=["state", "decided_at", "decided_by_id"])


def leave_aside(*, line_id: int, reason: str, by_id: int) -> bool:
    """Says that a payment is not for an invoice of ours, and why; whether it was still open."""
    rows = BankLine.objects.filter(pk=line_id, state=BankLine.State.OPEN)
    return bool(
        rows.update(
            state=BankLine.State.LEFT, reason=reason, decided_at=clock.now(), decided_by_id=by_id
        )
    )
