"""``calendar.ics``: the same meetings as the calendar page, for people's own calendars.

Nothing personal is in it: no joining link, no trainer, no places left, and the same text for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.http import QueryDict

from portal.base import clock
from portal.base.jsonlists import moment
from portal.base.models import site_settings
from portal.notify.calendar import Event, Feed, feed_text
from portal.vocabulary.registry import terms
from training import filters
from training.calendar.asked import OWN_NAMES
from training.calendar.meetings import anchor, found_sessions
from training.calendar.months import Month, start_of
from training.choices import Booking
from training.filters import Asked
from training.models import CoursePage
from training.session_rows import limits_words
from training.sessions import Session

MONTHS_BACK, MONTHS_AHEAD = 3, 18
MOST = 1_000
"""Sessions in one file: the soonest, should there ever be more."""
EVERY = timedelta(hours=12)
"""How often calendars are asked to look again."""
NAME = "Kent training"
NAMED = 4
"""Filters that the calendar's name says."""
NO_REPLY = "no-reply@portal.invalid"


@dataclass(frozen=True)
class FeedFile:
    """A calendar file before it is written: its tag says whether a reader has it already."""

    feed: Feed
    events: list[Event]
    now: datetime

    @property
    def etag(self) -> str:
        """The same for the same words."""
        return f'"{sha256(repr((self.feed, self.events)).encode()).hexdigest()[:32]}"'

    @property
    def last_modified(self) -> datetime:
        """The last change of anything in it, at least this morning: dates come and go by themselves."""
        changes = [event.changed for event in self.events if event.changed]
        return max([start_of(clock.in_london(self.now).date()), *changes]).astimezone(UTC)

    @property
    def text(self) -> str:
        """The file."""
        organiser = site_settings.get().contact_email or NO_REPLY
        return feed_text(feed=self.feed, events=self.events, organiser=organiser, now=self.now)


def calendar_file(query: QueryDict) -> FeedFile:
    """The calendar with the filters of the address. What it cannot understand its description says."""
    now = clock.now()
    asked = filters.read(query, also=OWN_NAMES)
    labels = [chip.label for chip in asked.facets.chips]
    more = " and more" if len(labels) > NAMED else ""
    name = f"{NAME}: {', '.join(labels[:NAMED])}{more}" if labels else NAME
    words = " ".join(["Dates of training in Kent.", *asked.notices])
    path = f"/training/calendar.ics{f'?{query.urlencode()}' if query else ''}"
    return FeedFile(_feed(name, words, path), _events(_rows(asked, now)), now)


def course_file(course: CoursePage) -> FeedFile:
    """The dates of one course."""
    now = clock.now()
    rows = Session.objects.on_calendar(now).filter(course=course).for_rows()
    words = f"Dates of the course “{course.title}”."
    feed = _feed(course.title, words, f"{course.href}dates.ics")
    return FeedFile(feed, _events(rows.order_by("starts_at", "pk")[:MOST]), now)


def public_uid(session: UUID, number: int) -> str:
    """The id of a meeting for everybody.

    On purpose another one than in booking mails: who has a place and also subscribes keeps both
    entries, and a change of the public one never overwrites their own, which knows how to join.
    """
    return f"{uuid5(session, f'public/{number}')}@portal"


def _feed(name: str, description: str, path: str) -> Feed:
    return Feed(name, description, f"{settings.PUBLIC_URL}{path}", EVERY)


def _rows(asked: Asked, now: datetime) -> Iterable[Any]:
    month = Month.of(clock.in_london(now).date())
    first = start_of(asked.first.day or month.plus(-MONTHS_BACK).first)
    last = asked.last.day or month.plus(MONTHS_AHEAD).last
    rows = found_sessions(asked, now).filter(
        ends_at__gt=first, starts_at__lt=start_of(last + timedelta(days=1))
    )
    return rows.for_rows().order_by("starts_at", "pk")[:MOST]


def _events(sessions: Iterable[Any]) -> list[Event]:
    return [event for session in sessions for event in _meetings(session)]


def _meetings(session: Any) -> list[Event]:
    cancelled = session.booking() == Booking.CANCELLED
    course = session.course
    area = terms("areas").by_id.get(course.area_of_need_id)
    url = f"{settings.PUBLIC_URL}{course.href}#{anchor(session.uid)}"
    rows = session.meeting_rows
    return [
        Event(
            uid=public_uid(session.uid, number),
            sequence=session.calendar_sequence,
            start=moment(row["starts"]),
            end=moment(row["ends"]),
            summary=f"Cancelled: {course.title}" if cancelled else course.title,
            location=where_without_link(session, row["room"]),
            description=_description(session, number, len(rows), url),
            url=url,
            cancelled=cancelled,
            categories=("Training", str(area)) if area else ("Training",),
            changed=max(session.changed_at, course.last_published_at or session.changed_at),
        )
        for number, row in enumerate(rows, start=1)
    ]


def _description(session: Any, number: int, total: int, url: str) -> str:
    lines = [
        session.course.summary,
        f"Meeting {number} of {total}." if total > 1 else "",
        limits_words(session),
        f"See it and book: {url}",
    ]
    return "\n\n".join(line for line in lines if line)


def where_without_link(session: Any, room: str) -> str:
    """The venue, or how it is given; never how to join."""
    venue = session.venue
    if venue is None:
        return "Online" if session.is_online else str(session.get_format_display())
    return f"{room}, {venue.words}" if room else str(venue.words)
