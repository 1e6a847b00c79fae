"""When a reminder is due, and until when it is worth sending. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bookings.places.reminders.models import ReminderRule
from portal.base.clock import LONDON, in_london

About = ReminderRule.About


@dataclass(frozen=True)
class Sitting:
    """One meeting of a session: which of how many, and when."""

    pk: int
    session_id: int
    number: int
    total: int
    starts_at: datetime
    ends_at: datetime


def due_at(rule: ReminderRule, start: datetime) -> datetime:
    """When ``rule`` reminds of a meeting that starts at ``start``, in UTC."""
    wall = in_london(start).replace(tzinfo=None) - timedelta(days=rule.days)
    return wall.replace(tzinfo=LONDON).astimezone(UTC) - timedelta(minutes=rule.minutes)


def stale_at(rule: ReminderRule, meeting: Sitting, rules: Sequence[ReminderRule]) -> datetime:
    """From when on ``rule`` has come too late for ``meeting``: a worker that was down keeps silent.

    The link is of use until the meeting ends; a reminder until half of its time is over, or until
    a nearer one of ``rules`` is due.
    """
    if rule.about == About.LINK:
        return meeting.ends_at
    due = due_at(rule, meeting.starts_at)
    nearer = [
        moment
        for other in rules
        if other.about == About.PLACE and (moment := due_at(other, meeting.starts_at)) > due
        if not other.first_only or meeting.number == 1
    ]
    return min([due + (meeting.starts_at - due) / 2, *nearer])


def is_due(rule: ReminderRule, meeting: Sitting, rules: Sequence[ReminderRule], now: datetime) -> bool:
    """Whether ``rule`` reminds of ``meeting`` now: its time has come and it is not stale."""
    if rule.first_only and meeting.number != 1:
        return False
    return due_at(rule, meeting.starts_at) <= now < stale_at(rule, meeting, rules)
