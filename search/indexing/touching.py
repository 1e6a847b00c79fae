"""Says that something has to be indexed anew: a row beside the change itself, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from portal.base import clock
from portal.outbox.changes import note
from search.indexing.models import TimePassed
from search.kinds import all_sources, key_of

TOPIC = "search"
EVERYTHING = "*"
"""The key that says: build all anew."""
FURTHEST_BACK = timedelta(days=40)


def touch(*keys: str) -> None:
    """Has these indexed anew, or taken out, as they will be once the transaction is committed."""
    note(topic=TOPIC, keys=keys)


def touch_rows(source: str, pks: Iterable[int]) -> None:
    """``touch`` for rows of one source."""
    touch(*(key_of(source, pk) for pk in pks))


def touch_everything() -> None:
    """For what changes more than can be named, e.g. a bulk load or a renamed district."""
    touch(EVERYTHING)


def due_between(after: datetime, until: datetime) -> set[str]:
    """Keys of what is another at ``until`` than at ``after`` by time alone."""
    return {key_of(source.name, pk) for source in all_sources() for pk in source.due(after, until)}


@transaction.atomic
def pass_time() -> int:
    """Touches what has become another by time alone since it was last looked at; says how much."""
    now = clock.now()
    passed = TimePassed.objects.select_for_update().order_by("pk").first()
    if passed is None:
        TimePassed.objects.get_or_create(pk=1, defaults={"until": now})
        return 0
    if passed.until >= now:
        return 0
    after = max(passed.until, now - FURTHEST_BACK)
    keys = due_between(after, now)
    touch(*sorted(keys))
    TimePassed.objects.filter(pk=passed.pk).update(until=now)
    return len(keys)
