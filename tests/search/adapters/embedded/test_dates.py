"""Days as years, months and days of the index's words."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from search.adapters.embedded.dates import DAY, MONTH, YEAR, asked, times, tokens
from tests.search.contract.documents import dated


def covered(day: date, words: tuple[str, ...]) -> int:
    """How many of the words stand for a day."""
    return sum(day.strftime(form) in words for form in (DAY, MONTH, YEAR))


@pytest.mark.parametrize("seed", range(20))
def test_days_asked_for_are_covered_once_and_no_others(seed: int) -> None:
    random = Random(seed)
    first = date(2026, 1, 1) + timedelta(days=random.randint(0, 700))
    last = first + timedelta(days=random.choice((0, 1, 30, 200, 900)) + random.randint(0, 40))
    words = times(first, last)
    for days in range(-400, (last - first).days + 400):
        day = first + timedelta(days=days)
        assert covered(day, words) == (first <= day <= last), day
    assert len(words) < 90


def test_days_without_a_beginning_or_an_end_and_the_wrong_way_round() -> None:
    day = date(2027, 5, 5)
    assert covered(day, times(day, None)) == covered(day, times(None, day)) == 1
    assert covered(day - timedelta(days=1), times(day, None)) == 0
    assert covered(day + timedelta(days=1), times(None, day)) == 0
    assert times(day, day - timedelta(days=1)) == ()
    assert times(date.min, date.max) != ()
    assert times(None, None) == ("",)


def test_a_date_is_found_by_everything_it_is_and_any_part_of_it() -> None:
    words = set(tokens(dated(0, "dover", "thanet", format="online")))
    for wanted in (
        asked(("20261123",), ("dover",), ("online",), ("left",)),
        asked(("202611",), ("thanet",), ("",), ("",)),
        asked(("",), ("",), ("",), ("left",)),
    ):
        assert set(wanted) <= words
    assert not words & set(asked(("20261124",), ("dover",), ("",), ("",)))
    assert not words & set(asked(("",), ("ashford",), ("",), ("",)))
