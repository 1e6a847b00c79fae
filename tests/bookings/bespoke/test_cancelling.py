"""Cancelling costs nothing until fourteen of Kent's days before, then half, in the last week all."""

from __future__ import annotations

from datetime import datetime

import pytest

from bookings.bespoke.cancelling import fee_of
from portal.base import clock

STARTS = datetime(2027, 4, 14, 13, 30, tzinfo=clock.LONDON)
"""A fortnight and some after the clocks go forward on 28 March."""


def at(day: int, hour: int = 12, *, month: int = 4, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("now", "days", "percent", "pence"),
    [
        (at(31, month=3), 14, 0, 0),
        (at(31, 23, month=3, minute=59), 14, 0, 0),
        (at(1, 0), 13, 50, 22_501),
        (at(7, 23, minute=59), 7, 50, 22_501),
        (at(8, 0), 6, 100, 45_001),
        (at(14, 13), 0, 100, 45_001),
        (at(27, 23, month=3), 18, 0, 0),
    ],
)
def test_the_bands_are_counted_in_days_of_kent(
    now: datetime, days: int, percent: int, pence: int
) -> None:
    fee = fee_of(net_pence=45_001, starts_at=STARTS, now=now)
    assert (fee.days_before, fee.percent, fee.net_pence) == (days, percent, pence)


def test_without_a_date_nothing_is_charged() -> None:
    fee = fee_of(net_pence=45_000, starts_at=None, now=at(1))
    assert (fee.percent, fee.net_pence, fee.words) == (0, 0, "Nothing is charged.")


def test_the_cost_is_said_in_pounds() -> None:
    half = fee_of(net_pence=45_000, starts_at=STARTS, now=at(5))
    assert half.words == "Half of the price is charged: £225 plus VAT."
    whole = fee_of(net_pence=45_000, starts_at=STARTS, now=at(9))
    assert whole.words == "The whole price is charged: £450 plus VAT."
