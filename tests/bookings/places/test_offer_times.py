"""How long an offer lasts, and whom free places go to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookings.places.offer_times import InLine, allot, is_open_call, offer_until
from portal.base.clock import LONDON, in_london


def kent(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        (kent(1, 10), kent(20, 9), kent(2, 10)),  # a day
        (kent(1, 10), kent(2, 20), kent(2, 10)),  # a day is more than half of 34 hours: 17, at night
        (kent(1, 10), kent(1, 12), kent(1, 12)),  # at least two hours
        (kent(1, 18, 30), kent(1, 22), kent(1, 22)),  # never beyond the booking
        (kent(1, 21), kent(20, 9), kent(3, 7)),  # made at night: a day from seven
        (kent(1, 3), kent(20, 9), kent(2, 7)),
    ],
)
def test_an_offer_lasts_a_day_or_half_the_time_left_and_nights_do_not_count(
    now: datetime, starts: datetime, until: datetime
) -> None:
    found = offer_until(now=now, starts_at=starts, closes_at=starts)
    if (now, starts) == (kent(1, 10), kent(2, 20)):
        until = kent(2, 14)  # 17 hours from 10 end at three at night: 7 hours are left, from seven
    assert found == until


def test_what_is_left_at_eight_in_the_evening_goes_on_at_seven() -> None:
    until = offer_until(now=kent(1, 18, 30), starts_at=kent(1, 22), closes_at=kent(9, 9))
    assert until == kent(2, 7, 30)


def test_an_offer_over_the_night_in_which_the_clocks_change_ends_on_the_kent_clock() -> None:
    until = offer_until(now=kent(27, 21), starts_at=kent(31, 9), closes_at=kent(31, 9))
    assert in_london(until).replace(tzinfo=None) == datetime(2027, 3, 29, 7)
    assert until == datetime(2027, 3, 29, 6, tzinfo=UTC)


def test_no_offer_ends_at_night_or_within_a_minute() -> None:
    for quarter in range(4 * 24 * 8):
        now = kent(24, 0) + timedelta(minutes=15 * quarter, seconds=7)
        until = in_london(
            offer_until(now=now, starts_at=kent(20, 9, month=5), closes_at=kent(20, 9, month=5))
        )
        assert 7 <= until.hour < 20 or (until.hour, until.minute) == (20, 0)
        assert until.second == 0
        assert until - now >= timedelta(hours=2)


def test_the_open_call_begins_two_days_before() -> None:
    start = kent(20, 9)
    assert not is_open_call(starts_at=start, now=kent(18, 8, 59))
    assert is_open_call(starts_at=start, now=kent(18, 9))


@pytest.mark.parametrize(
    ("free", "line", "given"),
    [
        (0, [InLine(1, 2)], {}),
        (1, [InLine(1, 2), InLine(2, 1)], {1: 1}),
        (3, [InLine(1, 2), InLine(2, 2)], {1: 2, 2: 1}),
        (1, [InLine(1, 3, together=True), InLine(2, 1)], {2: 1}),
        (3, [InLine(1, 3, together=True), InLine(2, 1)], {1: 3}),
        (2, [InLine(1, 1), InLine(2, 3, together=True, pinned=True), InLine(3, 1)], {}),
        (4, [InLine(1, 1), InLine(2, 3, together=True, pinned=True), InLine(3, 1)], {2: 3, 1: 1}),
        (1, [InLine(1, 1), InLine(2, 1, pinned=True)], {2: 1}),
    ],
)
def test_seats_go_to_who_came_first_and_groups_that_do_not_fit_keep_their_turn(
    free: int, line: list[InLine], given: dict[int, int]
) -> None:
    assert allot(free, line) == given
