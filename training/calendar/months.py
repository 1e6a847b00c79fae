"""Months as the calendar turns them. Pure arithmetic over dates."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.base import clock

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """The month written as ``2027-03``; None for anything else."""
        found = WRITTEN.fullmatch(text.strip())
        if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
            return None
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{calendar.month_name[self.number]} {self.year}"

    @property
    def value(self) -> str:
        """As addresses write it."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        """Without the year."""
        return calendar.month_name[self.number]

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> Month:
        """The month that many later, or earlier."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    def weeks(self) -> list[list[date]]:
        """Weeks from Monday to Sunday that hold a day of the month."""
        return calendar.Calendar(calendar.MONDAY).monthdatescalendar(self.year, self.number)


def between(first: Month, last: Month) -> list[Month]:
    """All months from ``first`` to ``last``."""
    count = (last.year - first.year) * 12 + last.number - first.number
    return [first.plus(n) for n in range(count + 1)]


def start_of(day: date) -> datetime:
    """Midnight in Kent at the beginning of ``day``: on two days a year a day is 23 or 25 hours long."""
    return datetime.combine(day, time.min, clock.LONDON)


def days_of(start: datetime, end: datetime) -> list[date]:
    """The days in Kent that something touches; it does not touch the day at whose midnight it ends."""
    first = clock.in_london(start).date()
    last = clock.in_london(end - timedelta(microseconds=1)).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
