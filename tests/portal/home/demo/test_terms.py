"""Which days Kent schools are open, for dates of sessions that describe no real offer."""

from __future__ import annotations

from datetime import date

import pytest

from portal.home.demo.terms import is_school_day, school_days, school_year, weekly


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 28), "a Saturday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 2, 17), "the February half-term"),
        (date(2027, 3, 26), "Good Friday"),
        (date(2027, 3, 29), "Easter Monday"),
        (date(2027, 5, 3), "the early May bank holiday"),
        (date(2027, 5, 31), "the spring bank holiday"),
        (date(2027, 8, 30), "the summer bank holiday"),
        (date(2026, 10, 28), "the October half-term"),
    ],
)
def test_no_session_is_held_on(day: date, why: str) -> None:
    assert not is_school_day(day), why


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2027, 2, 24), date(2027, 6, 9), date(2026, 9, 9)]
)
def test_schools_are_open_on_an_ordinary_weekday_of_each_term(day: date) -> None:
    assert is_school_day(day)


def test_school_days_lie_strictly_between_two_days_and_in_order() -> None:
    days = list(school_days(date(2026, 11, 23), date(2026, 11, 27)))
    assert days == [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]


@pytest.mark.parametrize("year", range(2026, 2046))
def test_there_are_about_as_many_school_days_in_every_year(year: int) -> None:
    days = list(school_days(date(year, 1, 1), date(year + 1, 1, 1)))
    assert 180 <= len(days) <= 200


def test_weekly_meetings_leave_the_holidays_out() -> None:
    days = weekly(date(2027, 2, 2), 4)
    assert days == [date(2027, 2, 2), date(2027, 2, 9), date(2027, 2, 23), date(2027, 3, 2)]


@pytest.mark.parametrize("autumn", range(2026, 2046))
def test_every_school_year_has_six_terms_of_some_weeks(autumn: int) -> None:
    terms = school_year(autumn)
    assert len(terms) == 6
    assert all((last - first).days >= 14 for first, last in terms)
    assert terms[0][0].year == autumn
    assert terms[-1][1].year == autumn + 1
