"""Ways from one month, day or view of the calendar to the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import QueryDict

from portal.vocabulary.facets import replacing
from training.calendar.asked import AGENDA, MONTH_VIEW, OWN_NAMES, VIEWS, CalendarAsked
from training.calendar.months import Month, between


@dataclass(frozen=True)
class Link:
    """Somewhere to go; ``current`` is where one is."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class MonthOption:
    """A month to choose."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Ways:
    """``before`` and ``after`` are the month, or for a single day the day; None at the calendar's ends."""

    before: Link | None
    after: Link | None
    others: list[Link]
    views: list[Link]
    months: list[MonthOption]


def ways_from(asked: CalendarAsked, query: QueryDict) -> Ways:
    """The ways from what the address asks for."""
    others = [_this_month(asked, query), _whole_month(asked, query), _earlier(asked, query)]
    return Ways(
        before=_turn(asked, query, -1),
        after=_turn(asked, query, 1),
        others=[link for link in others if link],
        views=_views(asked, query),
        months=_months(asked),
    )


def _turn(asked: CalendarAsked, query: QueryDict, step: int) -> Link | None:
    month = Month.of(asked.day + timedelta(days=step)) if asked.day else asked.month.plus(step)
    if not asked.first_month <= month <= asked.last_month:
        return None
    if asked.day:
        day = asked.day + timedelta(days=step)
        return Link(f"{day:%A} {day.day} {month.name}", replacing(query, day=day.isoformat()))
    return Link(str(month), replacing(query, month=month.value, **{"from": "", "to": ""}))


def _this_month(asked: CalendarAsked, query: QueryDict) -> Link | None:
    if asked.month == Month.of(asked.today) and not asked.day:
        return None
    month = Month.of(asked.today).value
    return Link("This month", replacing(query, month=month, day="", **{"from": "", "to": ""}))


def _whole_month(asked: CalendarAsked, query: QueryDict) -> Link | None:
    if not asked.day:
        return None
    return Link(f"All of {asked.month}", replacing(query, day="", month=asked.month.value))


def _earlier(asked: CalendarAsked, query: QueryDict) -> Link | None:
    """The days of this month that the list leaves out, as they have passed."""
    if asked.view != AGENDA or asked.day or asked.first_day != asked.today:
        return None
    if asked.today == asked.month.first:
        return None
    start = asked.month.first.isoformat()
    return Link(f"Earlier in {asked.month.name}", replacing(query, **{"from": start}))


def _views(asked: CalendarAsked, query: QueryDict) -> list[Link]:
    month = "" if asked.place_left_open else asked.month.value
    return [
        Link(
            text,
            replacing(query, view="" if view == MONTH_VIEW else view, day="", month=month),
            current=view == asked.view and not asked.day,
        )
        for view, text in VIEWS.items()
    ]


def _months(asked: CalendarAsked) -> list[MonthOption]:
    return [
        MonthOption(month.value, str(month), month == asked.month)
        for month in between(asked.first_month, asked.last_month)
    ]


def only_place(query: QueryDict) -> str:
    """The query without filters: the same month, day and view."""
    rest = query.copy()
    for name in query:
        if name not in OWN_NAMES:
            rest.pop(name, None)
    return f"?{rest.urlencode()}"


def only_filters(query: QueryDict) -> str:
    """The query with the filters alone: what the feed and the catalogue take; empty without any."""
    rest = query.copy()
    for name in (*OWN_NAMES, "page", "sort", "from", "to"):
        rest.pop(name, None)
    return f"?{rest.urlencode()}" if rest else ""
