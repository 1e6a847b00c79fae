"""Two parsers that know nothing of each other, as two people's calendars would read a file.

``vobject`` takes the time zone from the file's own rules, ``icalendar`` by its name where it knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import icalendar
import vobject


@dataclass(frozen=True)
class Entry:
    """What a calendar would show; times in UTC."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    status: str
    location: str
    description: str


@dataclass(frozen=True)
class Reading:
    """A whole file."""

    method: str
    entries: list[Entry]


def by_icalendar(text: str) -> Reading:
    calendar = icalendar.Calendar.from_ical(text)
    return Reading(
        str(calendar["METHOD"]),
        [
            Entry(
                str(event["UID"]),
                int(event["SEQUENCE"]),
                event.start.astimezone(UTC),
                event.end.astimezone(UTC),
                str(event["SUMMARY"]),
                str(event["STATUS"]),
                str(event.get("LOCATION", "")),
                str(event.get("DESCRIPTION", "")),
            )
            for event in calendar.walk("VEVENT")
        ],
    )


def by_vobject(text: str) -> Reading:
    calendar = vobject.readOne(text)

    def value(event: Any, name: str) -> str:
        found = event.contents.get(name)
        return str(found[0].value) if found else ""

    return Reading(
        calendar.method.value,
        [
            Entry(
                event.uid.value,
                int(event.sequence.value),
                event.dtstart.value.astimezone(UTC),
                event.dtend.value.astimezone(UTC),
                event.summary.value,
                event.status.value,
                value(event, "location"),
                value(event, "description"),
            )
            for event in calendar.contents.get("vevent", [])
        ],
    )


READERS: dict[str, Callable[[str], Reading]] = {"icalendar": by_icalendar, "vobject": by_vobject}


def read_by_both(text: str) -> Reading:
    """What both make of it; they have to agree."""
    first, second = (reader(text) for reader in READERS.values())
    assert first == second
    return first
