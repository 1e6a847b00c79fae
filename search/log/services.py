"""Writes down what was counted, keeps a wording once it came often enough, and forgets in time."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac

from portal.accounts.models import Person
from portal.base import clock
from portal.outbox.retention import Retention
from portal.vocabulary.registry import terms
from search import needs
from search.engine import EngineDown
from search.log.counting import SEARCHED, Event, counting
from search.log.models import DAYS_BEFORE_KEPT, Wording, WordingDay
from search.log.wording import nameless
from search.port import engine
from search.words import words_of

logger = logging.getLogger(__name__)

KEPT = timedelta(days=396)
"""Thirteen months: this month beside the same one a year ago."""
UNKEPT = timedelta(days=92)
"""A wording that did not come on a third day within three months is forgotten, digest and all."""


def flush() -> int:
    """Writes what this process has counted; says how many counts. A database that is down costs them."""
    events = counting.take()
    if events:
        try:
            count(events=events)
        except DatabaseError:
            logger.exception("searches could not be counted")
            return 0
    return len(events)


def flush_if_due(**_signal: object) -> None:
    """After an answer has gone out: writes the counts that waited long enough."""
    if counting.due():
        flush()


def count(*, events: Mapping[Event, int]) -> None:
    """Adds the counts, each wording in a transaction of its own, always in the same order."""
    by_wording: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for event, number in events.items():
        by_wording[event.wording, event.day][event.what] = number
    for (wording, day), numbers in sorted(by_wording.items()):
        _count(wording, day, numbers)


def digest_of(wording: str) -> str:
    """Recognises a wording without saying it; only who holds the signing key can test a guess."""
    return salted_hmac("search.log", wording, algorithm="sha256").hexdigest()


@transaction.atomic
def _count(wording: str, day: date, numbers: Mapping[str, int]) -> None:
    """What is opened on a later day, from a page of results left open, is no day on which it came."""
    row, _made = Wording.objects.get_or_create(
        digest=digest_of(wording), defaults={"first_day": day, "last_day": day, "days": 0}
    )
    WordingDay.objects.get_or_create(wording=row, day=day)
    WordingDay.objects.filter(wording=row, day=day).update(
        **{name: F(name) + number for name, number in numbers.items()}
    )
    if not numbers.get(SEARCHED):
        return
    seen = Wording.objects.filter(pk=row.pk)
    came = seen.filter(Q(last_day__lt=day) | Q(days=0)).update(days=F("days") + 1, last_day=day)
    row.refresh_from_db()
    # Looked at once: a name stays unsaid when the portal no longer knows whose it is.
    if came and row.days == DAYS_BEFORE_KEPT:
        seen.update(text=nameless(wording, known=_words_of_the_portal(), names=_names_in(wording)))


def _words_of_the_portal() -> set[str]:
    """Words of what can be found, and of the needs whatever the engine knows or fails to say."""
    texts = needs.words(need.pk for need in terms("needs").rows)
    words = {word for text in texts for word in words_of(text)}
    try:
        return words | set(engine().words())
    except EngineDown:
        return words


def _names_in(wording: str) -> set[str]:
    """Those words of the wording that are part of the name of somebody the portal knows."""
    found: set[str] = set()
    for word in set(wording.split()):
        plain = word.removesuffix("'s")
        whole = Q(name__iexact=plain) | Q(name__istartswith=f"{plain} ") | Q(name__iendswith=f" {plain}")
        if len(plain) > 1 and Person.objects.filter(whole).exists():
            found.add(plain)
    return found


def _old_counts(now: datetime) -> QuerySet[WordingDay]:
    return WordingDay.objects.filter(day__lt=clock.in_london(now).date() - KEPT)


def _old_wordings(now: datetime) -> QuerySet[Wording]:
    today = clock.in_london(now).date()
    return Wording.objects.filter(Q(last_day__lt=today - KEPT) | Q(text="", last_day__lt=today - UNKEPT))


RETENTION = (
    Retention(
        key="search-counts",
        model="search.WordingDay",
        what="How often something was searched for on a day",
        basis="This month beside the same one a year ago. Never who searched.",
        kept=KEPT,
        counted_from="the day",
        past=_old_counts,
    ),
    Retention(
        key="search-wordings",
        model="search.Wording",
        what="Words that people searched for",
        basis="To mend what is not found. What few asked is kept as a digest, for 3 months.",
        kept=KEPT,
        counted_from="they were last searched for",
        past=_old_wordings,
    ),
)
