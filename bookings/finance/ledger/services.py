"""Adding to the ledger, reading from it, and proving that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from bookings.finance.choices import EntryKind
from bookings.finance.documents.models import Document
from bookings.finance.errors import PeriodClosed
from bookings.finance.issuers.models import Account
from bookings.finance.ledger.chain import Verdict, follow, link
from bookings.finance.ledger.models import FACTS, Closing, Ledger, LedgerEntry, facts_of
from portal.base import clock

AT_ONCE = 5000
"""Rows read at a time when the chain is checked."""


def post(
    *,
    account: Account,
    kind: EntryKind,
    pence: int,
    occurred_on: date,
    source: str,
    external_id: str,
    document: Document | None = None,
    test: bool = False,
    actor_id: int | None = None,
) -> LedgerEntry:
    """Adds an entry, or returns the one that this cause made before. Call inside a transaction.

    What occurred in a year that is closed counts in the open one: it is booked today.
    """
    ledger = _locked(account.issuer_id, test=test)
    same = LedgerEntry.objects.filter(source=source, external_id=external_id, kind=kind).first()
    if same is not None:
        return same
    entry = LedgerEntry(
        ledger=ledger,
        position=ledger.length + 1,
        account=account,
        kind=kind,
        pence=pence,
        occurred_on=occurred_on,
        booked_on=_open_day(ledger, occurred_on),
        document=document,
        source=source,
        external_id=external_id,
        actor_id=actor_id,
        at=clock.now(),
    )
    entry.hash = link(ledger.head, entry.facts)
    entry.save(force_insert=True)
    ledger.length, ledger.head = entry.position, entry.hash
    ledger.save(update_fields=["length", "head"])
    return entry


def _locked(issuer_id: int, *, test: bool) -> Ledger:
    Ledger.objects.get_or_create(issuer_id=issuer_id, test=test)
    return Ledger.objects.select_for_update().get(issuer_id=issuer_id, test=test)


def _open_day(ledger: Ledger, day: date) -> date:
    if ledger.closed_through is None or day > ledger.closed_through:
        return day
    return clock.today()


def need_open(*, issuer_id: int, day: date, test: bool = False) -> None:
    """Raises ``PeriodClosed`` if nothing can be dated ``day`` any more: what staff date themselves asks here."""
    ledger = Ledger.objects.filter(issuer=issuer_id, test=test).first()
    if ledger is not None and ledger.closed_through is not None and day <= ledger.closed_through:
        raise PeriodClosed(
            f"The books are closed up to {clock.say_date(ledger.closed_through)}. Choose a later day."
        )


@transaction.atomic
def close_through(*, issuer_id: int, day: date, by_id: int | None) -> Closing:
    """Closes the books of an issuer for good. Raises ``PeriodClosed`` unless the day is over and not closed yet."""
    ledger = _locked(issuer_id, test=False)
    if day >= clock.today():
        raise PeriodClosed("Only days that are over can be closed.")
    if ledger.closed_through is not None and day <= ledger.closed_through:
        raise PeriodClosed(
            f"The books are closed up to {clock.say_date(ledger.closed_through)} already."
        )
    ledger.closed_through = day
    ledger.save(update_fields=["closed_through"])
    return Closing.objects.create(
        ledger=ledger,
        through=day,
        closed_at=clock.now(),
        closed_by_id=by_id,
        position=ledger.length,
        head=ledger.head,
    )


def verify(ledger: Ledger) -> Verdict:
    """Walks the whole chain of a ledger: each hash, each position, and that the end is the one remembered."""
    found = follow(_entries(ledger))
    if found.holds and (found.number, found.head) != (ledger.length, ledger.head):
        return Verdict(found.number, found.number + 1, found.head)
    return found


def _entries(ledger: Ledger) -> Iterator[tuple[int, str, Any]]:
    rows = LedgerEntry.objects.filter(ledger=ledger).order_by("position")
    for written, *values in rows.values_list("hash", *FACTS).iterator(chunk_size=AT_ONCE):
        yield values[0], written, facts_of(*values)
