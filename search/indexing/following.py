"""An index follows the database: it reads what was changed since its position and writes its present state.

Whoever dies between the index's commit and noting the position repeats a batch, which is harmless.
An index that is missing, broken, of another version, or too far behind is built anew.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from portal.base import clock, snapshot
from portal.outbox.changes import KEPT, Position, here, read, waiting
from search.documents import SearchDocument
from search.engine import Engine
from search.indexing.identity import Identity
from search.indexing.locks import Busy, alone
from search.indexing.models import SearchIndex
from search.indexing.touching import EVERYTHING, TOPIC
from search.kinds import Source, all_sources, documents

logger = logging.getLogger(__name__)

BATCH = 500
TOO_FAR = KEPT - timedelta(days=1)
"""An index that nobody looked at for so long may have missed rows."""
LOOKED_AT_EVERY = 15.0
NOTED_EVERY = timedelta(minutes=1)
PATIENCE_TO_REBUILD = 600.0
Step = Callable[[int], None]


def all_documents(step: Step | None = None) -> Iterator[SearchDocument]:
    """Everything that can be found, read in batches; ``step`` is told how many after each."""
    number = 0
    for source in all_sources():
        for pks in _batches(source):
            snapshot.forget_stamps()
            found = source.documents(pks)
            number += len(found)
            yield from found
            if step:
                step(number)


def _batches(source: Source) -> Iterator[list[int]]:
    last = 0
    while True:
        rows = source.public().filter(pk__gt=last).order_by("pk")
        pks = list(rows.values_list("pk", flat=True)[:BATCH])
        if not pks:
            return
        yield pks
        last = pks[-1]


class Following:
    """One index and how far it has come. ``step`` is told of each batch of a rebuild, and may end it."""

    def __init__(self, engine: Engine, identity: Identity) -> None:
        self.engine = engine
        self.identity = identity
        self.step: Step | None = None
        self._seen: frozenset[int] = frozenset()
        self._look_again_at = 0.0

    def follow(self) -> int:
        """Writes all that was changed since the last time; how many documents that were.

        Nothing, while somebody else does it. Raises ``EngineDown``.
        """
        try:
            with alone(self.identity.name, shared=self.identity.shared):
                return self._follow()
        except Busy:
            return 0

    def rebuild(self, step: Step | None = None) -> int:
        """Builds the index anew beside the old and lets it follow; how many documents it has.

        Raises ``EngineDown``, and ``Busy`` if others write for very long.
        """
        with alone(self.identity.name, shared=self.identity.shared, patience=PATIENCE_TO_REBUILD):
            return self._rebuild(self.row(), step)

    def row(self) -> SearchIndex:
        """What is known of the index."""
        known, _made = SearchIndex.objects.get_or_create(
            name=self.identity.name,
            defaults={"engine": self.identity.engine, "place": self.identity.place},
        )
        return known

    def _follow(self) -> int:
        row = self.row()
        position = row.position
        if position is None or _too_far(row) or self._found_broken():
            return self._rebuild(row)
        changes = read(topic=TOPIC, after=position, seen=self._seen, limit=BATCH)
        number = 0
        while changes.keys or changes.position != position:
            if changes.lost or EVERYTHING in changes.keys or (changes.keys and self._broken()):
                return self._rebuild(row)
            self.write(changes.keys)
            number += len(changes.keys)
            position = self._came_to(row, changes.position)
            self._seen = changes.early | (self._seen if changes.more else frozenset())
            if not changes.more:
                break
            changes = read(topic=TOPIC, after=position, seen=self._seen, limit=BATCH)
        if changes.lost:
            return self._rebuild(row)
        if row.followed_at is None or clock.now() - row.followed_at > NOTED_EVERY:
            self._came_to(row, position)
        return number

    def pending(self) -> list[str]:
        """What was changed and has not been followed yet."""
        position = self.row().position
        return [] if position is None else changed_since(position, self._seen)

    def write(self, keys: tuple[str, ...]) -> None:
        """The present state of these keys, in the index."""
        if not keys:
            return
        snapshot.forget_stamps()
        found = documents(keys)
        there = {document.key for document in found}
        self.engine.write(found, gone=[key for key in keys if key not in there])

    def _found_broken(self) -> bool:
        """Whether it is broken, asked now and then: nobody may change anything for days."""
        if time.monotonic() < self._look_again_at:
            return False
        self._look_again_at = time.monotonic() + LOOKED_AT_EVERY
        return self._broken()

    def _broken(self) -> bool:
        """Whether to build anew rather than write: a file of this machine has nobody else to mend it."""
        health = self.engine.health()
        return health.rebuild or (not health.answers and not self.identity.shared)

    def _rebuild(self, row: SearchIndex, step: Step | None = None) -> int:
        began = time.monotonic()
        start, seen = here(topic=TOPIC)
        logger.info("building the search index %s", self.identity.name)
        number = self.engine.rebuild(all_documents(step or self.step))
        self._seen = seen
        row.documents, row.rebuilt_at = number, clock.now()
        row.rebuilt_seconds = round(time.monotonic() - began, 1)
        row.save(update_fields=["documents", "rebuilt_at", "rebuilt_seconds"])
        self._came_to(row, start)
        return number + self._follow()

    def _came_to(self, row: SearchIndex, position: Position) -> Position:
        row.writer, row.row, row.followed_at = position.writer, position.row, clock.now()
        row.save(update_fields=["writer", "row", "followed_at"])
        return position


def changed_since(position: Position, seen: frozenset[int]) -> list[str]:
    """Keys of all changes after a position but those seen."""
    rows = waiting(topic=TOPIC, after=position).values_list("pk", "key")
    return [key for pk, key in rows if pk not in seen]


def _too_far(row: SearchIndex) -> bool:
    return row.followed_at is None or clock.now() - row.followed_at > TOO_FAR
