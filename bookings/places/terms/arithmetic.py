"""What terms come to, by Kent's wall clock and in whole pence. Nothing here reads or writes rows."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.base.clock import LONDON, in_london


def free_until(starts_at: datetime, days: int) -> datetime:
    """The moment from which cancelling is late: the end of the day that is ``days`` before the first.

    Days are Kent's calendar days, so the hour of the session does not matter. With 0 days it is
    free until the session begins.
    """
    if days == 0:
        return starts_at
    last_free_day = in_london(starts_at).date() - timedelta(days=days)
    return datetime.combine(last_free_day + timedelta(days=1), time(), tzinfo=LONDON)


def hours_before(starts_at: datetime, hours: int) -> datetime:
    """``hours`` earlier on the wall clock: 48 before 9:30am is 9:30am, also when the clocks change.

    Taken from the moment in UTC it would be an hour off for two days in spring and in autumn.
    """
    wall = in_london(starts_at).replace(tzinfo=None) - timedelta(hours=hours)
    return wall.replace(tzinfo=LONDON)


def late_charge(*, percent: int, pence: int, price_pence: int) -> int:
    """A share of the place's price, half pence rounded up, or a fixed sum."""
    return pence if not percent else (price_pence * percent + 50) // 100
