"""When each stage can be answered, and what is said when it cannot. Arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bookings.places.evaluations.models import Stage
from portal.base import clock

AFTER_OPEN = 90
"""Days for which the answers after a course can be given and changed; then those of later begin."""

LATER_OPEN = 60


@dataclass(frozen=True)
class Window:
    """From when until when a stage can be answered; ``opens`` is None for as soon as there is a place."""

    opens: datetime | None
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        return (self.opens is None or self.opens <= now) and now < self.closes


def window(stage: Stage, starts_at: datetime, ends_at: datetime) -> Window:
    """The window of ``stage`` for a session that lasts from ``starts_at`` to ``ends_at``."""
    if stage == Stage.BEFORE:
        return Window(None, starts_at)
    if stage == Stage.AFTER:
        return Window(ends_at, days_on(ends_at, AFTER_OPEN))
    return Window(days_on(ends_at, AFTER_OPEN), days_on(ends_at, AFTER_OPEN + LATER_OPEN))


def days_on(moment: datetime, days: int) -> datetime:
    """The same time of day on Kent's clock, ``days`` on."""
    wall = clock.in_london(moment).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=clock.LONDON).astimezone(UTC)


def why_not_now(stage: Stage, span: Window, *, answered: bool, certificate: bool, now: datetime) -> str:
    """Why the questions cannot be answered now, as a sentence; empty if they can.

    Where a ``certificate`` waits for the answers after a course, they can be given late, but then once.
    """
    if span.is_open(now):
        return ""
    if span.opens is not None and now < span.opens:
        return f"You can answer these questions from {clock.say_moment(span.opens)}."
    if stage == Stage.AFTER and certificate and not answered:
        return ""
    kept = " Your answers are kept." if answered else ""
    if stage == Stage.BEFORE:
        return f"The course has begun, so the questions before it are closed.{kept}"
    return f"These questions closed on {clock.say_date(span.closes)}.{kept}"
