"""What an address asks of the calendar: a month, perhaps one day of it, a view, and the catalogue's filters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from portal.base import clock
from portal.vocabulary.facets import said
from training import filters
from training.calendar.months import Month
from training.filters import Asked

MONTH_VIEW, AGENDA = "month", "agenda"
VIEWS = {MONTH_VIEW: "Month", AGENDA: "List"}
OWN_NAMES = frozenset({"month", "day", "view"})
MONTHS_BACK, MONTHS_AHEAD = 12, 24
"""How far the calendar goes from this month."""
WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class CalendarAsked:
    """What was understood; ``notices`` say what was not."""

    filters: Asked
    month: Month
    view: str
    day: date | None
    today: date
    notices: tuple[str, ...]
    place_left_open: bool = False
    """Whether the address names no month, day or first date, so that the calendar chooses its month."""

    @property
    def first_month(self) -> Month:
        return Month.of(self.today).plus(-MONTHS_BACK)

    @property
    def last_month(self) -> Month:
        return Month.of(self.today).plus(MONTHS_AHEAD)

    @property
    def first_day(self) -> date:
        """The first day to look at: of the table's whole weeks, or of the list, which begins today."""
        if self.day:
            return self.day
        if self.view == MONTH_VIEW:
            return self.month.weeks()[0][0]
        if self.month == Month.of(self.today) and not self.filters.first.day:
            return self.today
        return self.month.first

    @property
    def last_day(self) -> date:
        """The last day to look at."""
        return self.day or (self.month.weeks()[-1][-1] if self.view == MONTH_VIEW else self.month.last)


def read(query: QueryDict) -> CalendarAsked:
    """Reads the address. Nothing in it raises."""
    today = clock.today()
    asked = filters.read(query, also=OWN_NAMES)
    day, day_notice = _day(query.get("day", ""), today)
    month, month_notice = _month(query.get("month", ""), today)
    view, view_notice = _view(query.get("view", ""))
    if day:
        view, month, month_notice = AGENDA, Month.of(day), ""
    # The calendar has no fields for “from” and “to”, so what is wrong with them is said above.
    dates = [f"{field.label}: {field.error}" for field in (asked.first, asked.last) if field.error]
    notices = (*asked.notices, *dates, day_notice, month_notice, view_notice)
    left_open = not any(query.get(name) for name in ("month", "day", "from"))
    said_of_all = tuple(words for words in notices if words)
    return CalendarAsked(asked, month, view, day, today, said_of_all, left_open)


def _month(text: str, today: date) -> tuple[Month, str]:
    now = Month.of(today)
    if not text:
        return now, ""
    month = Month.read(text)
    if month is None:
        return now, f"There is no month “{said(text)}”, so this is {now}. Write it like {now.value}."
    first, last = now.plus(-MONTHS_BACK), now.plus(MONTHS_AHEAD)
    if first <= month <= last:
        return month, ""
    shown = first if month < first else last
    return shown, f"The calendar goes from {first} to {last}, so this is {shown}."


def _day(text: str, today: date) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text) if WRITTEN_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return None, f"There is no day “{said(text)}”, so we left it out. Write it like {today}."
    if _month(Month.of(day).value, today)[1]:
        return None, f"The calendar does not go as far as {clock.say_date(day)}, so we left it out."
    return day, ""


def _view(text: str) -> tuple[str, str]:
    if not text or text in VIEWS:
        return text or MONTH_VIEW, ""
    return MONTH_VIEW, f"The calendar has no view “{said(text)}”, so this is the month."
