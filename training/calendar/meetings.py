"""Meetings of public sessions, placed on the days they touch. Two queries for any month: one finds
the meetings, one reads the sessions of those that are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from portal.base import clock
from portal.base.jsonlists import moment
from portal.vocabulary.registry import terms
from training import filters
from training.calendar.months import days_of, start_of
from training.choices import ONLINE, Booking
from training.filters import Asked
from training.models import CoursePage
from training.querysets import SessionQuerySet
from training.session_rows import ACTIONS, PlacesWords, limits_words, place_name, places_words
from training.sessions import Meeting, Session

FEW = 5
LONG = 7
"""A meeting of more days than this, such as a month of e-learning, stands on its first and last day only."""


@dataclass(frozen=True)
class Placed:
    """A meeting on one of its days."""

    day: date
    session_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Entry:
    """What the calendar says of a meeting on a day. ``part`` is “Meeting 2 of 3”."""

    uid: UUID
    day: date
    starts: str
    span: str
    title: str
    href: str
    area: Any
    place: str
    online: bool
    part: str
    places: PlacesWords
    note: str
    action: str
    cancelled: bool
    past: bool

    @property
    def is_scarce(self) -> bool:
        """Whether the month, which has little room, says how many places there are."""
        if self.past:
            return False
        return bool(self.places.words) or (self.places.left is not None and self.places.left <= FEW)


def found_sessions(asked: Asked, now: datetime) -> SessionQuerySet:
    """The sessions of the calendar that meet all filters, in no order."""
    courses = CoursePage.objects.all()
    wanted = courses.filter(filters.of_courses(courses, asked), pk=OuterRef("course"))
    rows = Session.objects.on_calendar(now).filter(Exists(wanted))
    for name, narrow in filters.SESSION_FILTERS.items():
        if name in asked.values and name not in ("from", "to"):
            rows = narrow(rows, asked)
    return rows.upcoming(now) if "places" in asked.values else rows


def placed_meetings(asked: Asked, first: date, last: date, now: datetime) -> list[Placed]:
    """Every meeting on each of its days from ``first`` to ``last``, in order of days and times."""
    first = max(first, asked.first.day or first)
    last = min(last, asked.last.day or last)
    if last < first:
        return []
    start, end = start_of(first), start_of(last + timedelta(days=1))
    within = {"starts_at__lt": end, "ends_at__gt": start}
    sessions = found_sessions(asked, now).filter(**within).order_by()
    rows = Meeting.objects.filter(session__in=sessions.values("pk"), **within)
    placed = [
        Placed(day, session_id, starts_at, ends_at)
        for session_id, starts_at, ends_at in rows.order_by("starts_at", "session_id").values_list(
            "session_id", "starts_at", "ends_at"
        )
        for day in _shown_days(starts_at, ends_at)
        if first <= day <= last
    ]
    return sorted(placed, key=lambda one: one.day)


def first_day_after(asked: Asked, day: date, now: datetime) -> date | None:
    """The first later day on which something starts that meets all filters."""
    start = start_of(day + timedelta(days=1))
    sessions = found_sessions(asked, now).order_by()
    rows = Meeting.objects.filter(
        session__in=sessions.filter(ends_at__gt=start).values("pk"), starts_at__gte=start
    )
    found = rows.order_by("starts_at").values_list("starts_at", flat=True).first()
    return clock.in_london(found).date() if found else None


def entries_of(placed: Collection[Placed], now: datetime) -> list[Entry]:
    """What to show of each, in the same order."""
    ids = {one.session_id for one in placed}
    found = Session.objects.for_rows().filter(pk__in=ids).in_bulk() if ids else {}
    # A session may have been taken away between the two queries.
    return [_entry(one, found[one.session_id], now) for one in placed if one.session_id in found]


def _shown_days(start: datetime, end: datetime) -> Iterable[date]:
    days = days_of(start, end)
    return days if len(days) <= LONG else (days[0], days[-1])


def _entry(placed: Placed, session: Any, now: datetime) -> Entry:
    booking = session.booking(now)
    return Entry(
        uid=session.uid,
        day=placed.day,
        starts=_starts(placed),
        span=_span(placed),
        title=session.title,
        href=f"{session.course.href}#{anchor(session.uid)}",
        area=terms("areas").by_id.get(session.course.area_of_need_id),
        place=place_name(session),
        online=session.format in ONLINE,
        part=_part(placed, session.meeting_rows),
        places=places_words(session, booking),
        note=limits_words(session),
        action=ACTIONS.get(booking, ""),
        cancelled=booking == Booking.CANCELLED,
        past=placed.ends_at <= now,
    )


def anchor(uid: UUID) -> str:
    """Where a session stands on its course's page."""
    return f"date-{uid}"


def _starts(placed: Placed) -> str:
    """When it starts on its day, or until when it goes on."""
    days = days_of(placed.starts_at, placed.ends_at)
    if placed.day == days[0]:
        return clock.say_time(placed.starts_at)
    return f"until {clock.say_time(placed.ends_at)}" if placed.day == days[-1] else "all day"


def _span(placed: Placed) -> str:
    days = days_of(placed.starts_at, placed.ends_at)
    if len(days) == 1:
        return f"{clock.say_time(placed.starts_at)} to {clock.say_time(placed.ends_at)}"
    return clock.say_span(placed.starts_at, placed.ends_at)


def _part(placed: Placed, rows: list[dict[str, str]]) -> str:
    """Which meeting of several this is."""
    if len(rows) < 2:
        return ""
    starts = [moment(row["starts"]) for row in rows]
    if placed.starts_at not in starts:  # changed between the two queries
        return ""
    return f"Meeting {starts.index(placed.starts_at) + 1} of {len(rows)}"
