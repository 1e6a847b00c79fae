"""``/training/calendar/``: a month as a table or a list, one day of it, and ways on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import QueryDict

from portal.base import clock
from portal.base.paging import page_of
from portal.vocabulary.bank_holidays import bank_holidays
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.facets import Chip, replacing
from portal.vocabulary.registry import terms
from portal.vocabulary.school_terms import is_holiday, school_terms
from training.calendar import asked as asking
from training.calendar.asked import MONTH_VIEW, CalendarAsked
from training.calendar.meetings import Entry, Placed, entries_of, first_day_after, placed_meetings
from training.calendar.months import Month
from training.calendar.ways import Ways, only_filters, only_place, ways_from
from training.catalogue import Group, Nothing, Suggestion, chips_of, groups_of

PAGE_SIZE = 40
"""Meetings on a page of the list."""
IN_A_CELL = 3
"""Meetings of a day that the month shows, when there are more than can stand there."""
ADDRESS, FEED = "/training/calendar/", "/training/calendar.ics"
SCHOOL_HOLIDAY = "School holiday"
SATURDAY = 5


@dataclass(frozen=True)
class Cell:
    """A day of the month's table. ``more`` meetings of it stand on the day's own page only."""

    day: date
    outside: bool
    today: bool
    weekend: bool
    note: str
    holiday: bool
    holiday_starts: bool
    entries: list[Entry]
    count: int
    more: int
    href: str


@dataclass(frozen=True)
class AgendaDay:
    """A day of the list."""

    day: date
    today: bool
    note: str
    entries: list[Entry]


@dataclass(frozen=True)
class Shown:
    """The meetings of the page: as weeks, or as days in pages."""

    count: int
    weeks: list[list[Cell]]
    days: list[AgendaDay]
    pages: dict[str, Any]
    page_number: int = 1
    notice: str = ""


@dataclass(frozen=True)
class CalendarPage:
    """All that the page shows."""

    asked: CalendarAsked
    shown: Shown
    ways: Ways
    heading: str
    count_words: str
    term_words: str
    example_terms: bool
    groups: tuple[Group, ...]
    chips: tuple[Chip, ...]
    areas: list[Any]
    notices: tuple[str, ...]
    nothing: Nothing | None
    family: bool
    catalogue_href: str
    clear_href: str
    feed_query: str

    @property
    def address(self) -> str:
        """Where the form goes."""
        return ADDRESS

    @property
    def feed_href(self) -> str:
        """The calendar file with the same filters."""
        return f"{FEED}{self.feed_query}"

    @property
    def feed_url(self) -> str:
        """The same in full, to be copied into a calendar."""
        return f"{settings.PUBLIC_URL}{self.feed_href}"

    @property
    def webcal_url(self) -> str:
        """The same as calendar programs open it."""
        return f"webcal://{self.feed_url.partition('://')[2]}"


def calendar_page(query: QueryDict) -> CalendarPage:
    """Reads the address and finds the meetings; what it cannot understand becomes a notice."""
    now = clock.now()
    asked = _at_dates(asking.read(query), now)
    family = is_family(asked)
    shown = _shown(asked, query, now)
    return CalendarPage(
        asked=asked,
        shown=shown,
        ways=ways_from(asked, query),
        heading=clock.say_date(asked.day) if asked.day else str(asked.month),
        count_words=_count_words(shown.count),
        term_words=_term_words(asked),
        example_terms=any(term.demonstration for term in _terms_of(asked.month)),
        groups=groups_of(asked.filters),
        chips=chips_of(asked.filters, query),
        areas=terms("areas").choosable,
        notices=(*asked.notices, *([shown.notice] if shown.notice else [])),
        nothing=None if shown.count else _nothing(asked, query, now),
        family=family,
        catalogue_href="/parents/#sessions" if family else f"/training/{only_filters(query)}",
        clear_href=only_place(query),
        feed_query=only_filters(query),
    )


def _at_dates(asked: CalendarAsked, now: datetime) -> CalendarAsked:
    """Opens at the month of the next date when nobody asked for a month and this one has no more."""
    if not asked.place_left_open:
        return asked
    following = first_day_after(asked.filters, asked.today - timedelta(days=1), now)
    if following is None or not asked.month < Month.of(following) <= asked.last_month:
        return asked
    month = Month.of(following)
    notice = f"{asked.month} has no more dates, so this is {month}."
    return replace(asked, month=month, notices=(*asked.notices, notice))


def _shown(asked: CalendarAsked, query: QueryDict, now: datetime) -> Shown:
    placed = placed_meetings(asked.filters, asked.first_day, asked.last_day, now)
    if asked.view == MONTH_VIEW:
        count = sum(Month.of(one.day) == asked.month for one in placed)
        return Shown(count, _weeks(asked, placed, query, now), [], {})
    paged = page_of(placed, query.get("page"), size=PAGE_SIZE, count=len(placed))
    days = _agenda(entries_of(list(paged.page), now), asked.today)
    links, number = paged.links(query), paged.page.number
    return Shown(len(placed), [], days, links, number, paged.notice)


def is_family(asked: CalendarAsked) -> bool:
    """Whether only dates for families are asked for."""
    chosen = asked.filters.chosen("audience")
    return bool(chosen) and all(audience.group == AudienceGroup.FAMILY for audience in chosen)


def _weeks(
    asked: CalendarAsked, placed: list[Placed], query: QueryDict, now: datetime
) -> list[list[Cell]]:
    by_day = {day: list(rows) for day, rows in groupby(placed, key=lambda one: one.day)}
    shown = {
        day: rows if len(rows) <= IN_A_CELL + 1 else rows[:IN_A_CELL] for day, rows in by_day.items()
    }
    entries = entries_of([one for rows in shown.values() for one in rows], now)
    of_day = {day: list(rows) for day, rows in groupby(entries, key=lambda entry: entry.day)}
    return [
        [
            Cell(
                day=day,
                outside=Month.of(day) != asked.month,
                today=day == asked.today,
                weekend=day.weekday() >= SATURDAY,
                note=bank_holidays(day.year).get(day, ""),
                holiday=is_holiday(day),
                holiday_starts=_holiday_starts(day),
                entries=of_day.get(day, []),
                count=len(by_day.get(day, [])),
                more=len(by_day.get(day, [])) - len(shown.get(day, [])),
                href=replacing(query, day=day.isoformat(), view="", month=""),
            )
            for day in week
        ]
        for week in asked.month.weeks()
    ]


def _holiday_starts(day: date) -> bool:
    """Whether to say “School holiday” on this day: the first of the holiday, or of the holiday's week."""
    if day.weekday() >= SATURDAY or not is_holiday(day):
        return False
    return day.weekday() == 0 or not is_holiday(day - timedelta(days=1))


def _agenda(entries: list[Entry], today: date) -> list[AgendaDay]:
    return [
        AgendaDay(day, day == today, day_note(day), list(rows))
        for day, rows in groupby(entries, key=lambda entry: entry.day)
    ]


def day_note(day: date) -> str:
    """The bank holiday or school holiday that a day falls in."""
    return bank_holidays(day.year).get(day) or (SCHOOL_HOLIDAY if is_holiday(day) else "")


def _terms_of(month: Month) -> list[Any]:
    return [
        term for term in school_terms() if term.starts_on <= month.last and term.ends_on >= month.first
    ]


def _term_words(asked: CalendarAsked) -> str:
    """“Term 2 ends on 18 December”: what of the terms begins or ends in the month."""
    words = []
    for term in _terms_of(asked.month):
        if Month.of(term.starts_on) == asked.month:
            words.append(f"{term.name} starts on {term.starts_on:%A} {term.starts_on.day}")
        if Month.of(term.ends_on) == asked.month:
            words.append(f"{term.name} ends on {term.ends_on:%A} {term.ends_on.day}")
    return ". ".join(words)


def _nothing(asked: CalendarAsked, query: QueryDict, now: datetime) -> Nothing:
    """Why there is nothing, and where there is something."""
    unfiltered = not asked.filters.values
    actions = []
    following = first_day_after(asked.filters, asked.last_day, now)
    if following and Month.of(following) <= asked.last_month:
        month = Month.of(following)
        href = replacing(query, month=month.value, day="", **{"from": "", "to": ""})
        actions.append(Suggestion(f"Go to {month}, which has the next date", href))
    if not unfiltered:
        actions.append(Suggestion("Clear all filters", only_place(query)))
    actions.append(Suggestion("Look at all courses", "/training/"))
    when = f"on {clock.say_date(asked.day)}" if asked.day else f"in {asked.month}"
    title = f"Nothing is planned {when}" if unfiltered else f"No date fits all of that {when}"
    return Nothing(title, "Here is where to look next:", tuple(actions))


def _count_words(count: int) -> str:
    return "1 meeting" if count == 1 else f"{count or 'No'} meetings"
