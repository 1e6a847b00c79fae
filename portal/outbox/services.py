"""The one outbox: what is owed to the outside world is written with its cause and done after it.

An effect may happen twice (a worker may die between doing it and saying so), so handlers make
repeats harmless. Rules: ``docs/architecture.md``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Q

from portal.base import clock
from portal.outbox.models import OutboxRow

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""How long one worker keeps a row to itself; longer than any handler's own time-outs."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)

Handler = Callable[[str], None]
Stopping = Callable[[], bool]
"""Says whether the process has been asked to stop."""


def never() -> bool:
    """Nobody asks this one to stop."""
    return False


@dataclass(frozen=True)
class Kind:
    """A registered kind of effect: what does it, after how many tries staff are called, who is told."""

    handler: Handler
    max_attempts: int
    gave_up: Handler | None


_kinds: dict[str, Kind] = {}


def register(
    kind: str, handler: Handler, *, max_attempts: int = 8, gave_up: Handler | None = None
) -> None:
    """Names the function that brings effects of ``kind`` about; it is given the row's key.

    ``gave_up`` is called with the same key when the last attempt failed, in the transaction that says
    so: it may only write to the database.
    """
    _kinds[kind] = Kind(handler, max_attempts, gave_up)


def enqueue(*, kind: str, key: str, due_at: datetime | None = None) -> OutboxRow:
    """Writes down an effect in the transaction that causes it.

    Raises ``RuntimeError`` outside a transaction, where cause and effect could come apart, and
    ``KeyError`` for a kind nobody registered.
    """
    return enqueue_all(kind=kind, keys=[key], due_at=due_at)[0]


def enqueue_all(*, kind: str, keys: Sequence[str], due_at: datetime | None = None) -> list[OutboxRow]:
    """Writes down several effects of one kind with one statement; raises as ``enqueue`` does."""
    if not connection.in_atomic_block:
        raise RuntimeError("An outbox row is written in the transaction that causes it.")
    _kinds[kind]
    due = due_at or clock.now()
    return OutboxRow.objects.bulk_create([OutboxRow(kind=kind, key=key, due_at=due) for key in keys])


def owed() -> models.QuerySet[OutboxRow]:
    """Rows that are due, not leased, and not given up."""
    now = clock.now()
    return OutboxRow.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=now), due_at__lte=now, given_up=False
    )


def drain(*, limit: int = 100, stopping: Stopping = never) -> int:
    """Brings about up to ``limit`` effects that are due; returns how many were done.

    Asked to stop, it ends after the effect in hand.
    """
    done = 0
    for row in list(owed()[:limit]):
        if stopping():
            break
        if _lease(row) and _carry_out(row):
            done += 1
    return done


def _lease(row: OutboxRow) -> bool:
    """Whether this worker got the row: of two, the second finds nothing left to update.

    Nor does one whose row was tried since it was read, so that its count of attempts is true.
    """
    mine = owed().filter(pk=row.pk, attempts=row.attempts)
    if not mine.update(leased_until=clock.now() + LEASE, attempts=row.attempts + 1):
        return False
    row.attempts += 1
    return True


def _carry_out(row: OutboxRow) -> bool:
    kind = _kinds.get(row.kind)
    try:
        if kind is None:
            raise LookupError(f"no handler for {row.kind}")
        kind.handler(row.key)
    except Exception as error:  # noqa: BLE001  any failure of the outside is kept and tried again
        _put_off(row, error, kind)
        return False
    done = OutboxRow.objects.filter(pk=row.pk)
    # Nothing hangs on such a row: ``delete`` would read it again first, for those who listen to any deletion.
    done._raw_delete(done.db)
    return True


def _put_off(row: OutboxRow, error: Exception, kind: Kind | None) -> None:
    """Tries later, twice as long each time; after the last try leaves the row for staff to see.

    Nobody knows how to bring about a kind that is gone, so one try was enough.

    Only the error's type is kept: its text may name a person.
    """
    wait = min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    given_up = kind is None or row.attempts >= kind.max_attempts
    logger.log(
        logging.ERROR if given_up else logging.WARNING,
        "outbox row %s (%s) failed at attempt %s: %s",
        row.pk,
        row.kind,
        row.attempts,
        type(error).__name__,
    )
    with transaction.atomic():
        OutboxRow.objects.filter(pk=row.pk).update(
            leased_until=None,
            due_at=clock.now() + wait,
            given_up=given_up,
            last_error=type(error).__name__[:300],
        )
        if given_up and kind is not None and kind.gave_up is not None:
            kind.gave_up(row.key)


@transaction.atomic
def try_again(*, row_id: int) -> None:
    """Makes a failed row due at once, with all its attempts before it."""
    OutboxRow.objects.filter(pk=row_id).update(
        due_at=clock.now(), attempts=0, given_up=False, leased_until=None
    )
