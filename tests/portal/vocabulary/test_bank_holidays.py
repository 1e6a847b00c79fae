"""Bank holidays as the government has published them."""

from __future__ import annotations

from datetime import date

import pytest

from portal.vocabulary.bank_holidays import bank_holidays, easter_sunday


@pytest.mark.parametrize(
    "sunday",
    [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)],
)
def test_easter_falls_on_the_sunday_that_the_churches_keep(sunday: date) -> None:
    assert easter_sunday(sunday.year) == sunday


def test_the_bank_holidays_of_2026_are_as_published() -> None:
    assert [day.strftime("%m-%d") for day in bank_holidays(2026) if day.weekday() < 5] == [
        "01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "instead"),
    [
        (2027, {"2027-12-27": "Christmas Day bank holiday", "2027-12-28": "Boxing Day bank holiday"}),
        (
            2022,
            {"2022-01-03": "New Year’s Day bank holiday", "2022-12-27": "Christmas Day bank holiday"},
        ),
    ],
)
def test_a_holiday_at_a_weekend_gives_a_day_off_in_lieu(year: int, instead: dict[str, str]) -> None:
    found = bank_holidays(year)
    for day, name in instead.items():
        assert found[date.fromisoformat(day)] == name
