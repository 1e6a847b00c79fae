"""School years: September to August, on Kent's clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bookings.places.school_years import read_year, say_year, span_of, year_of


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), 2025),
        (datetime(2026, 8, 31, 23, 0, tzinfo=UTC), 2026),  # September has come in Kent
        (datetime(2027, 7, 20, 9, tzinfo=UTC), 2026),
    ],
)
def test_a_school_year_begins_with_september_in_kent(moment: datetime, year: int) -> None:
    assert year_of(moment) == year
    starts, ends = span_of(year)
    assert starts <= moment < ends


def test_it_is_said_in_words() -> None:
    assert say_year(2026) == "September 2026 to August 2027"


@pytest.mark.parametrize("strange", [None, "", "20261", "1999", "2101", "abcd", "٢٠٢٦", "-202"])
def test_an_address_names_no_strange_year(strange: str | None) -> None:
    assert read_year(strange) is None
