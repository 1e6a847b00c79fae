"""Calendar files (RFC 5545), as mail attachments and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

import icalendar

from portal.base import clock

PRODUCT = "-//Kent Directory of Resources//Training//EN"
KENT_CLOCK = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
"""Since 1996 by one rule; icalendar's own table of every change is 3 KB, and ends in 2038."""


class Method(StrEnum):
    """What a calendar should do with the events."""

    REQUEST = "REQUEST"
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Event:
    """One entry. The same ``uid`` with a higher ``sequence`` replaces what a calendar has.

    ``changed`` is when it was last changed, where that is known.
    """

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    categories: tuple[str, ...] = ()
    changed: datetime | None = None


@dataclass(frozen=True)
class Feed:
    """What a calendar that others subscribe to says of itself; ``url`` is where it is kept."""

    name: str
    description: str
    url: str
    every: timedelta


def calendar_text(
    *, events: Sequence[Event], method: Method, organiser: str, attendee: str = "", now: datetime
) -> str:
    """A calendar file on Kent's clock, with lines folded by octet.

    ``organiser`` and ``attendee`` are e-mail addresses; who only looks on is no attendee, and
    nobody is named in what is only published.
    """
    calendar = _calendar(method)
    for event in events:
        calendar.add_component(_component(event, method, organiser, attendee, now))
    return _written(calendar)


def feed_text(*, feed: Feed, events: Sequence[Event], organiser: str, now: datetime) -> str:
    """A calendar to subscribe to. The same events give the same text, byte for byte, whenever it is made.

    They do not block the reader's own time, and calendars look again after ``feed.every``.
    """
    calendar = _calendar(Method.PUBLISH)
    # What many calendars read, and what RFC 7986 made of it. The library would not escape “x-”.
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", icalendar.vText(feed.name))
    calendar.add("description", feed.description)
    calendar.add("x-wr-caldesc", icalendar.vText(feed.description))
    calendar.add("x-wr-timezone", icalendar.vText(clock.LONDON.key))
    calendar.add("source", feed.url, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", feed.every, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(feed.every))
    for event in events:
        entry = _component(event, Method.PUBLISH, organiser, "", event.changed or now)
        entry.add("transp", "TRANSPARENT")
        entry.add("last-modified", event.changed or now)
        if event.categories:
            entry.add("categories", list(event.categories))
        calendar.add_component(entry)
    return _written(calendar)


def _calendar(method: Method) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    return calendar


@cache
def _kent_clock() -> str:
    """As the library writes it; each file has it, and it is most of one with a single meeting."""
    return icalendar.Timezone.from_ical(KENT_CLOCK).to_ical().decode()


def _written(calendar: icalendar.Calendar) -> str:
    """The file, with Kent's clock before the events. Within a value no line begins with such a word."""
    text = calendar.to_ical().decode()
    first = text.find("\r\nBEGIN:VEVENT")
    at = (first if first >= 0 else text.rindex("\r\nEND:VCALENDAR")) + len("\r\n")
    return text[:at] + _kent_clock() + text[at:]


def _component(
    event: Event, method: Method, organiser: str, attendee: str, now: datetime
) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
    entry.add("dtstart", clock.in_london(event.start))
    entry.add("dtend", clock.in_london(event.end))
    entry.add("summary", event.summary)
    cancelled = event.cancelled or method is Method.CANCEL
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    for name in ("location", "description", "url"):
        if value := getattr(event, name):
            entry.add(name, value)
    entry.add("organizer", f"mailto:{organiser}")
    # RFC 5546, 3.2.1: what is published has no attendees, and some calendars refuse it when it has.
    if attendee and method is not Method.PUBLISH:
        entry.add("attendee", f"mailto:{attendee}", parameters={"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return entry
