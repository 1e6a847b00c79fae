"""Compares an index with the database, by key and fingerprint, and puts right what differs."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import time

from portal.base import clock
from portal.outbox.changes import here
from search.indexing.following import BATCH, Following, all_documents, changed_since
from search.indexing.locks import Busy, alone
from search.indexing.models import SearchIndex
from search.indexing.touching import TOPIC

logger = logging.getLogger(__name__)

FROM_HOUR = time(3)
PATIENCE = 60.0
NAMED = 20


@dataclass(frozen=True)
class Comparison:
    """How many documents the database has, and the keys that the index lacks, has otherwise or too much."""

    documents: int
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        return (*self.missing, *self.stale, *self.surplus)


def compare(following: Following, *, repair: bool = True) -> Comparison:
    """Looks at everything, once the index has followed; what is changed meanwhile is no difference.

    Raises ``EngineDown``, and ``Busy`` if somebody else writes for long.
    """
    identity = following.identity
    following.follow()
    with alone(identity.name, shared=identity.shared, patience=PATIENCE):
        start, seen = here(topic=TOPIC)
        found = _looked_at(following)
        found = _leaving_out(found, {*changed_since(start, seen), *following.pending()})
        if found.differing:
            keys = ", ".join(found.differing[:NAMED])
            logger.error("the search index differs in %s documents: %s", len(found.differing), keys)
        if repair:
            for start_at in range(0, len(found.differing), BATCH):
                following.write(found.differing[start_at : start_at + BATCH])
        SearchIndex.objects.filter(pk=following.row().pk).update(
            compared_at=clock.now(),
            compared_documents=found.documents,
            differences=len(found.differing),
        )
    return found


def compare_when_due(following: Following) -> Comparison | None:
    """Once a day, from 3 in the morning; nothing while somebody else writes for long."""
    now = clock.in_london(clock.now())
    last = following.row().compared_at
    if now.time() < FROM_HOUR or (last and clock.in_london(last).date() == now.date()):
        return None
    try:
        return compare(following)
    except Busy:
        return None


def _looked_at(following: Following) -> Comparison:
    held = dict(following.engine.fingerprints())
    missing, stale, number = [], [], 0
    for document in all_documents():
        number += 1
        there = held.pop(document.key, None)
        if there is None:
            missing.append(document.key)
        elif there != document.fingerprint:
            stale.append(document.key)
    return Comparison(number, tuple(missing), tuple(stale), tuple(held))


def _leaving_out(found: Comparison, keys: set[str]) -> Comparison:
    def kept(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in keys)

    return Comparison(found.documents, kept(found.missing), kept(found.stale), kept(found.surplus))
