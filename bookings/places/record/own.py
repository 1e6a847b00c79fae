"""Somebody's own training, wherever they worked when they did it: it hangs on the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bookings.places.attendance.models import Outcome
from bookings.places.certificates.contents import say_hours
from bookings.places.models import Place
from bookings.places.record.entries import Entry, entries_of, total
from bookings.places.school_years import say_year
from portal.accounts.models import User
from portal.base import clock


@dataclass(frozen=True)
class AreaSum:
    """How much of a year was about one area of need."""

    area: Any
    number: int
    hours: str


@dataclass(frozen=True)
class Year:
    """One school year, newest course first."""

    title: str
    entries: list[Entry]
    areas: list[AreaSum]
    hours: str


@dataclass(frozen=True)
class OwnRecord:
    """What was done, by year; and what is over but not in a register yet."""

    years: list[Year]
    waiting: list[Entry]


def own_record(user: User) -> OwnRecord:
    """The record of ``user``."""
    entries = own_entries(user)
    done = [entry for entry in entries if entry.done]
    years = [_year(year, list(rows)) for year, rows in groupby(done, key=lambda entry: entry.year)]
    return OwnRecord(years, [entry for entry in entries if entry.outcome == Outcome.NOT_RECORDED])


def own_entries(user: User) -> list[Entry]:
    """All of their places that are over, newest first, also those that they were absent from."""
    return entries_of(Place.objects.filter(person__user=user))


HEADINGS = ["Course", "Date", "Area of need", "Hours", "Attended", "For", "Certificate code"]


def own_rows(user: User) -> list[list[str]]:
    """What was done, for a spreadsheet."""
    return [
        [
            entry.session.title,
            f"{clock.in_london(entry.starts_at):%Y-%m-%d}",
            str(entry.area),
            entry.decimal_hours,
            entry.outcome.label,
            str(entry.place.booking.school or "Myself"),
            entry.code,
        ]
        for entry in own_entries(user)
        if entry.done
    ]


def _year(year: int, entries: Sequence[Entry]) -> Year:
    by_area: dict[Any, list[Entry]] = {}
    for entry in entries:
        by_area.setdefault(entry.area, []).append(entry)
    areas = [
        AreaSum(area, len(rows), say_hours(total(rows)))
        for area, rows in sorted(by_area.items(), key=lambda pair: str(pair[0]))
    ]
    return Year(say_year(year), list(entries), areas, say_hours(total(entries)))
