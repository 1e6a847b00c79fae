"""Times are kept in UTC and said in Kent's own time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.base import clock


def test_a_summer_time_is_said_on_the_kent_clock() -> None:
    assert clock.say_time(datetime(2027, 6, 8, 8, 30, tzinfo=UTC)) == "9:30am"


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "midnight"), (12, "noon"), (11, "11:00am"), (13, "1:00pm")]
)
def test_noon_and_midnight_are_words(hour: int, words: str) -> None:
    assert clock.say_time(datetime(2027, 1, 12, hour, 0, tzinfo=UTC)) == words


def test_a_span_within_a_day_names_the_day_once() -> None:
    start = datetime(2027, 3, 9, 9, 30, tzinfo=UTC)
    end = datetime(2027, 3, 9, 12, 30, tzinfo=UTC)
    assert clock.say_span(start, end) == "Tuesday 9 March 2027, 9:30am to 12:30pm"


def test_a_span_over_days_names_both() -> None:
    start = datetime(2027, 3, 9, 9, 30, tzinfo=UTC)
    end = datetime(2027, 3, 16, 12, 30, tzinfo=UTC)
    said = clock.say_span(start, end)
    assert said == "Tuesday 9 March 2027, 9:30am to Tuesday 16 March 2027, 12:30pm"


def test_today_is_kents_date_when_utc_is_still_on_the_day_before() -> None:
    with time_machine.travel(datetime(2027, 7, 1, 23, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2027, 7, 2)
