"""Kent school days: when sessions can be held. Pure arithmetic over dates.

Term dates follow the county's usual pattern: three terms with a week's break in each, two weeks
at Christmas and Easter, and the summer. Schools differ by some days, which a demonstration may.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from portal.vocabulary.bank_holidays import easter_sunday, monday_from

WEEK = timedelta(days=7)
LONG_WEEKEND = 4
"""Days from a Friday to the Tuesday after a bank holiday: no holiday of its own."""


def _last_monday(year: int, month: int) -> date:
    """The last Monday of a month of 31 days: the late-May bank holiday, or October's half-term."""
    return monday_from(date(year, month, 25))


def holidays(year: int) -> list[tuple[date, date]]:
    """The school holidays of a calendar year as inclusive spans."""
    easter = easter_sunday(year)
    february = monday_from(date(year, 2, 12))
    may, october = _last_monday(year, 5), _last_monday(year, 10)
    early_may = monday_from(date(year, 5, 1))
    return [
        (date(year, 1, 1), date(year, 1, 5)),
        (february, february + timedelta(days=4)),
        (easter - timedelta(days=2), easter + timedelta(days=15)),
        (early_may, early_may),
        (may, may + timedelta(days=4)),
        (date(year, 7, 22), date(year, 9, 3)),
        (october, october + timedelta(days=4)),
        (date(year, 12, 19), date(year, 12, 31)),
    ]


def school_year(autumn: int) -> list[tuple[date, date]]:
    """The six terms of the school year that begins in ``autumn``, as inclusive spans."""
    days = list(school_days(date(autumn, 8, 31), date(autumn + 1, 8, 1)))
    terms, first = [], days[0]
    for day, following in pairwise(days):
        if (following - day).days > LONG_WEEKEND:
            terms.append((first, day))
            first = following
    return [*terms, (first, days[-1])]


def is_school_day(day: date) -> bool:
    """Whether Kent schools are usually open: no weekend, bank holiday or school holiday."""
    if day.weekday() >= 5:
        return False
    return not any(first <= day <= last for first, last in holidays(day.year))


def school_days(after: date, before: date) -> Iterator[date]:
    """School days later than ``after`` and earlier than ``before``, in order."""
    day = after + timedelta(days=1)
    while day < before:
        if is_school_day(day):
            yield day
        day += timedelta(days=1)


def weekly(first: date, number: int) -> list[date]:
    """``number`` meetings a week apart from ``first``, holidays left out."""
    days, day = [first], first
    while len(days) < number:
        day += WEEK
        if is_school_day(day):
            days.append(day)
    return days
