"""When an unpaid invoice is reminded of: some days after it was to be paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

STALE = 60
"""Days after which a reminder that was never sent is not sent any more: such a debt is for a person to look at."""


def stage(days: Sequence[int], *, late: int, sent: int) -> int | None:
    """The reminder that is owed ``late`` days after the due day, when that of day ``sent`` was the last (0: none).

    Of several that came due meanwhile, as after a pause, only the latest: nobody gets two at once.
    """
    reached = [day for day in days if day <= late]
    if not reached or reached[-1] <= sent or late - reached[-1] > STALE:
        return None
    return reached[-1]


def next_day(days: Sequence[int], *, due_on: date, sent: int, today: date) -> date | None:
    """The day of the next reminder, today where one is owed already; None when all were sent."""
    if stage(days, late=(today - due_on).days, sent=sent):
        return today
    coming = [due_on + timedelta(days=day) for day in days if day > sent]
    return next((day for day in coming if day > today), None)
