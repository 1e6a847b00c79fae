"""Until when a place is offered, and whom the next free places go to. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from portal.base import clock

LONGEST = timedelta(hours=24)
SHORTEST = timedelta(hours=2)
QUIET_FROM, QUIET_UNTIL = time(20), time(7)
"""Nobody has to answer an offer at night, on the Kent wall clock."""

LAST_HOURS = timedelta(hours=48)
"""So long before the start places are no longer offered one by one: whoever waits and is first has them."""


def is_open_call(*, starts_at: datetime, now: datetime) -> bool:
    """Whether free places go to whoever of those who wait takes them first."""
    return now >= starts_at - LAST_HOURS


def offer_until(*, now: datetime, starts_at: datetime, closes_at: datetime) -> datetime:
    """When an offer made ``now`` ends: a day, or half the time left, at least 2 hours; nights apart.

    An offer made at night begins in the morning; what would be left of it at eight in the evening goes on
    from seven the next morning. None outlasts the booking, which ends at ``closes_at``.
    """
    lasts = max(SHORTEST, min(LONGEST, (starts_at - now) / 2))
    begins = _morning_after(now) if _is_night(now) else now
    ends = begins + lasts
    if _is_night(ends):
        ends = _morning_after(ends) + (ends - _evening_before(ends))
    return min(whole_minute(ends), closes_at)


def last_end(*, now: datetime, starts_at: datetime, closes_at: datetime) -> datetime:
    """When running offers end at the latest, once booking has come to close at ``closes_at``: then.

    Nobody who has been promised longer is left less than 2 hours for it, if the session begins no sooner.
    """
    return min(starts_at, max(closes_at, whole_minute(now + SHORTEST)))


def _is_night(moment: datetime) -> bool:
    hour = clock.in_london(moment).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def _morning_after(night: datetime) -> datetime:
    """Seven o'clock in Kent after this moment of a night."""
    local = clock.in_london(night)
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=clock.LONDON).astimezone(UTC)


def _evening_before(night: datetime) -> datetime:
    """Eight o'clock in Kent, when this night began."""
    local = clock.in_london(night)
    day = local.date() - timedelta(days=1 if local.time() < QUIET_UNTIL else 0)
    return datetime.combine(day, QUIET_FROM, tzinfo=clock.LONDON).astimezone(UTC)


def whole_minute(moment: datetime) -> datetime:
    """People are told minutes, so an offer does not end within one."""
    return (
        moment
        if not (moment.second or moment.microsecond)
        else (moment.replace(second=0, microsecond=0) + timedelta(minutes=1))
    )


@dataclass(frozen=True)
class InLine:
    """A group as the allotment sees it: how many of it wait."""

    pk: int
    waiting: int
    together: bool = False
    pinned: bool = False


def allot(free: int, line: Sequence[InLine]) -> dict[int, int]:
    """How many of ``free`` seats each group of the line gets, by ``pk``; those that get none are left out.

    First come, first served, seat by seat. A group that wants to come all together is passed over while
    there are too few for all of it, and keeps its turn; when staff have pinned it, the seats are kept.
    """
    given = {}
    for group in sorted(line, key=lambda group: (not group.pinned, group.pk)):
        if free <= 0:
            break
        if group.together and group.waiting > free:
            if group.pinned:
                break
            continue
        if number := min(free, group.waiting):
            given[group.pk] = number
            free -= number
    return given
