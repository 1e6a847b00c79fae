"""Training that was done, place by place: what both a person's own record and a school's overview list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from bookings.places.attendance.models import Attendance, Outcome, Presence
from bookings.places.attendance.services import outcomes_of
from bookings.places.certificates.contents import say_hours
from bookings.places.models import Place
from bookings.places.school_years import year_of
from portal.base import clock
from training.choices import SessionState


@dataclass(frozen=True)
class Entry:
    """One course that somebody had a place in and that is over. ``time`` counts whole meetings they were at."""

    place: Place
    outcome: Outcome
    time: timedelta

    @property
    def session(self) -> Any:
        return self.place.session

    @property
    def course(self) -> Any:
        return self.session.course

    @property
    def area(self) -> Any:
        """The course's main area of need."""
        return self.course.area_of_need

    @property
    def needs(self) -> list[Any]:
        """The kinds of need that the course is about."""
        return list(self.course.needs.all())

    @property
    def starts_at(self) -> datetime:
        when: datetime = self.session.starts_at
        return when

    @property
    def year(self) -> int:
        """The school year in which it began."""
        return year_of(self.starts_at)

    @property
    def done(self) -> bool:
        """Whether it counts as training, wholly or in part."""
        return self.outcome in (Outcome.ATTENDED, Outcome.PARTIAL)

    @property
    def hours(self) -> str:
        return say_hours(self.time)

    @property
    def decimal_hours(self) -> str:
        """``1.5``: as spreadsheets add up."""
        return f"{self.time.total_seconds() / 3600:g}"

    @property
    def code(self) -> str:
        """That of the certificate while it is given and not withdrawn, empty otherwise."""
        given = getattr(self.place, "certificate", None)
        valid = given is not None and given.revoked_at is None and self.outcome == Outcome.ATTENDED
        return str(given.code) if valid and given is not None else ""


def entries_of(places: QuerySet[Place]) -> list[Entry]:
    """An entry for each of ``places`` that is over, newest first; the number of queries does not grow."""
    over = places.filter(state__in=Place.LIVE, session__ends_at__lte=clock.now())
    rows = list(
        over.exclude(session__state=SessionState.CANCELLED)
        .select_related("person", "booking__school", "session__course__area_of_need", "certificate")
        .prefetch_related("session__course__needs")
        .order_by("-session__starts_at", "-pk")
    )
    outcomes, times = outcomes_of(rows), _times(rows)
    return [Entry(row, outcomes[row.pk], times[row.pk]) for row in rows]


def total(entries: Iterable[Entry]) -> timedelta:
    return sum((entry.time for entry in entries), timedelta())


def _times(places: Iterable[Place]) -> dict[int, timedelta]:
    """How long each of them was there, by the register."""
    found: dict[int, timedelta] = defaultdict(timedelta)
    rows = Attendance.objects.filter(place__in=[place.pk for place in places], state=Presence.ATTENDED)
    for pk, start, end in rows.values_list("place_id", "meeting__starts_at", "meeting__ends_at"):
        found[pk] += end - start
    return found
