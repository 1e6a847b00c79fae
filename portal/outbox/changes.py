"""The outbox's second table: changes that every reader of a topic follows from its own position.

An ``OutboxRow`` is done once, by whichever worker comes first, and goes. A ``Change`` stays for some
days, as each machine keeps a search index of its own. It only names what was changed: a reader looks
at the present state, so order and repeats do not matter, as long as none is missed.

On PostgreSQL numbers are given before a transaction commits, so that a lower one may become visible
later. Each row therefore carries the number of its transaction, and a position is never moved past
one that is still open: what is beyond is given at once, but will be given again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Func, Q, QuerySet

from portal.base import clock
from portal.outbox.models import Change
from portal.outbox.retention import Retention

KEPT = timedelta(days=7)
BATCH = 500
LAST = 2**63 - 1


class Position(NamedTuple):
    """How far somebody has read: the transaction and the row."""

    writer: int
    row: int


@dataclass(frozen=True)
class Changes:
    """``keys`` to look at again, each once; ``early`` rows will be given again; where to go on.

    ``lost`` says that rows may be missing between the position asked for and these.
    """

    keys: tuple[str, ...]
    position: Position
    early: frozenset[int] = frozenset()
    more: bool = False
    lost: bool = False


class _Writer(Func):
    """The number of the transaction at hand; SQLite has one writer at a time and no numbers."""

    output_field = BigIntegerField()
    template = "0"
    arity = 0

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="pg_current_xact_id()::text::bigint", **extra)


def note(*, topic: str, keys: Iterable[str]) -> None:
    """Writes down that these were changed. Call it in the transaction that changes them."""
    now = clock.now()
    rows = [Change(topic=topic, key=key, writer=_Writer(), at=now) for key in dict.fromkeys(keys)]
    Change.objects.bulk_create(rows, batch_size=BATCH)


def read(
    *, topic: str, after: Position, seen: frozenset[int] = frozenset(), limit: int = BATCH
) -> Changes:
    """What was changed after a position, at most ``limit`` rows.

    ``seen`` are the early rows of before, which are not given once more.
    """
    ended = _ended()
    final = waiting(topic=topic, after=after).filter(writer__lt=ended).order_by("writer", "pk")
    found = list(final.values_list("writer", "pk", "key")[:limit])
    position = Position(*found[-1][:2]) if found else after
    early: list[tuple[int, int, str]] = []
    if connection.vendor == "postgresql" and len(found) < limit:
        beyond = Change.objects.filter(topic=topic, writer__gte=ended).order_by("writer", "pk")
        early = list(beyond.values_list("writer", "pk", "key")[: limit + len(seen)])
    fresh = [key for _writer, pk, key in (*found, *early) if pk not in seen]
    return Changes(
        keys=tuple(dict.fromkeys(fresh)),
        position=position,
        early=frozenset(pk for _writer, pk, _key in early),
        more=len(found) == limit or len(early) == limit + len(seen),
        lost=connection.vendor == "postgresql" and after.writer >= ended,
    )


def here(*, topic: str) -> tuple[Position, frozenset[int]]:
    """The present end, and the early rows beyond it: who looks at everything after this has seen them.

    Everything committed later comes after that position and is none of these rows.
    """
    if connection.vendor == "postgresql":
        ended = _ended()
        beyond = Change.objects.filter(topic=topic, writer__gte=ended)
        return Position(ended - 1, LAST), frozenset(beyond.values_list("pk", flat=True))
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Position(0, last or 0), frozenset()


def waiting(*, topic: str, after: Position) -> Any:
    """The rows after a position."""
    return Change.objects.filter(topic=topic).filter(
        Q(writer__gt=after.writer) | Q(writer=after.writer, pk__gt=after.row)
    )


def forget() -> int:
    """Drops what is older than ``KEPT``: who is that far behind starts afresh."""
    gone, _by_model = _old(clock.now()).delete()
    return gone


def _old(now: datetime) -> QuerySet[Change]:
    return Change.objects.filter(at__lt=now - KEPT)


RETENTION = Retention(
    key="changes",
    model="outbox.Change",
    what="Which page or entry was changed, for the search index",
    basis="So that an index that was away for a few days can catch up. No words of it, and nobody’s name.",
    kept=KEPT,
    counted_from="the change",
    past=_old,
    carry_out=forget,
)


def _ended() -> int:
    """Transactions below this number have ended, and what they wrote can be seen."""
    if connection.vendor != "postgresql":
        return LAST
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
