"""Deadlines by Kent's wall clock, and charges in whole pence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bookings.places.terms.arithmetic import free_until, hours_before, late_charge
from portal.base.clock import LONDON

UTC = ZoneInfo("UTC")


def kent(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("starts", "days", "ends"),
    [
        (kent(2027, 3, 30, 9, 30), 15, kent(2027, 3, 16)),
        (kent(2027, 3, 30, 18, 30), 15, kent(2027, 3, 16)),
        (kent(2027, 3, 30, 9, 30), 8, kent(2027, 3, 23)),
        (kent(2026, 11, 3, 9, 30), 15, kent(2026, 10, 20)),
        (kent(2027, 1, 8, 0, 15), 8, kent(2027, 1, 1)),
    ],
)
def test_cancelling_is_free_to_the_end_of_the_last_free_day(
    starts: datetime, days: int, ends: datetime
) -> None:
    assert free_until(starts, days) == ends


def test_a_free_day_ends_at_midnight_in_kent_on_both_sides_of_a_clock_change() -> None:
    spring = free_until(kent(2027, 4, 6, 9, 30), 8)
    assert spring.astimezone(UTC) == datetime(2027, 3, 29, 23, 0, tzinfo=UTC)
    autumn = free_until(kent(2026, 10, 27, 9, 30), 8)
    assert autumn.astimezone(UTC) == datetime(2026, 10, 19, 23, 0, tzinfo=UTC)
    winter = free_until(kent(2026, 11, 3, 9, 30), 8)
    assert winter.astimezone(UTC) == datetime(2026, 10, 27, 0, 0, tzinfo=UTC)


def test_without_free_days_it_is_free_until_the_session_begins() -> None:
    assert free_until(kent(2027, 3, 30, 9, 30), 0) == kent(2027, 3, 30, 9, 30)


@pytest.mark.parametrize(
    ("starts", "before"),
    [
        (kent(2027, 3, 29, 9, 30), kent(2027, 3, 27, 9, 30)),  # spring: the 28th has 23 hours
        (kent(2026, 10, 26, 9, 30), kent(2026, 10, 24, 9, 30)),  # autumn: the 25th has 25
        (kent(2027, 6, 9, 9, 30), kent(2027, 6, 7, 9, 30)),
    ],
)
def test_48_hours_before_is_the_same_time_two_days_before(starts: datetime, before: datetime) -> None:
    assert hours_before(starts, 48) == before
    assert hours_before(starts.astimezone(UTC), 48) == before


@pytest.mark.parametrize(
    ("percent", "pence", "price", "charge"),
    [(100, 0, 9500, 9500), (50, 0, 9501, 4751), (0, 3000, 0, 3000), (0, 0, 9500, 0), (100, 0, 0, 0)],
)
def test_a_late_charge_is_a_share_of_the_price_or_a_fixed_sum(
    percent: int, pence: int, price: int, charge: int
) -> None:
    assert late_charge(percent=percent, pence=pence, price_pence=price) == charge
