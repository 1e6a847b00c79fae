"""Months, weeks and the days that a meeting touches."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.base.clock import LONDON
from training.calendar.months import Month, between, days_of, start_of


@pytest.mark.parametrize(("text", "month"), [("2027-03", Month(2027, 3)), (" 2027-3 ", Month(2027, 3))])
def test_a_month_is_read_as_addresses_write_it(text: str, month: Month) -> None:
    assert Month.read(text) == month
    assert month.value == "2027-03"


@pytest.mark.parametrize(
    "text", ["", "2027", "2027-00", "2027-13", "0000-01", "27-03", "2027-03-01", "٢٠٢٧-٠٣", "-2027-03"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.read(text) is None


def test_months_are_turned_across_years() -> None:
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2027, 1).plus(-13) == Month(2025, 12)
    assert [m.value for m in between(Month(2026, 11), Month(2027, 1))] == [
        "2026-11",
        "2026-12",
        "2027-01",
    ]


def test_weeks_begin_on_monday_and_hold_the_whole_month() -> None:
    weeks = Month(2027, 3).weeks()
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    assert (weeks[0][0], weeks[-1][-1]) == (date(2027, 3, 1), date(2027, 4, 4))


def test_a_meeting_touches_the_days_of_the_kent_clock() -> None:
    overnight = datetime(2027, 3, 9, 18, tzinfo=LONDON), datetime(2027, 3, 10, 9, tzinfo=LONDON)
    assert days_of(*overnight) == [date(2027, 3, 9), date(2027, 3, 10)]
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC), datetime(2027, 7, 1, 1, tzinfo=UTC)
    assert days_of(*late) == [date(2027, 7, 1)]


def test_what_ends_at_midnight_does_not_touch_the_day_that_begins() -> None:
    evening = datetime(2027, 3, 9, 19, tzinfo=LONDON), datetime(2027, 3, 10, 0, tzinfo=LONDON)
    assert days_of(*evening) == [date(2027, 3, 9)]


def test_the_day_when_clocks_go_forward_begins_and_ends_at_its_midnights() -> None:
    before, after = start_of(date(2027, 3, 28)), start_of(date(2027, 3, 29))
    assert (after.astimezone(UTC) - before.astimezone(UTC)).total_seconds() == 23 * 3600
