"""When a reminder is due, and until when it is worth sending. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bookings.places.reminders.models import ReminderRule
from portal.base.clock import LONDON, in_london

About = ReminderRule.About

FRESH = timedelta(days=7)
"""For how long after its time a mail about a course that is over is still sent."""


@dataclass(frozen=True)
class Sitting:
    """One meeting of a session: which of how many, and when."""

    pk: int
    session_id: int
    number: int
    total: int
    starts_at: datetime
    ends_at: datetime


def due_at(rule: ReminderRule, moment: datetime) -> datetime:
    """When ``rule`` writes of a meeting that starts, or for what comes afterwards ends, at ``moment``; in UTC."""
    way = 1 if rule.about in ReminderRule.AFTERWARDS else -1
    wall = in_london(moment).replace(tzinfo=None) + way * timedelta(days=rule.days)
    return wall.replace(tzinfo=LONDON).astimezone(UTC) + way * timedelta(minutes=rule.minutes)


def due_of(rule: ReminderRule, meeting: Sitting) -> datetime:
    """When ``rule`` writes of ``meeting``."""
    afterwards = rule.about in ReminderRule.AFTERWARDS
    return due_at(rule, meeting.ends_at if afterwards else meeting.starts_at)


def stale_at(rule: ReminderRule, meeting: Sitting, rules: Sequence[ReminderRule]) -> datetime:
    """From when on ``rule`` has come too late for ``meeting``: a worker that was down keeps silent.

    The link is of use until the meeting ends; a reminder until half of its time is over, or until
    a nearer one of ``rules`` is due; questions about a course that is over for some days more.
    """
    due = due_of(rule, meeting)
    if rule.about == About.LINK:
        return meeting.ends_at
    if rule.about in ReminderRule.AFTERWARDS:
        return due + FRESH
    nearer = [
        moment
        for other in rules
        if rule.about == other.about == About.PLACE
        and (moment := due_at(other, meeting.starts_at)) > due
        if not other.first_only or meeting.number == 1
    ]
    return min([due + (meeting.starts_at - due) / 2, *nearer])


def is_due(rule: ReminderRule, meeting: Sitting, rules: Sequence[ReminderRule], now: datetime) -> bool:
    """Whether ``rule`` reminds of ``meeting`` now: its time has come and it is not stale."""
    if (rule.first_only or rule.about == About.BEFORE) and meeting.number != 1:
        return False
    if rule.about in ReminderRule.AFTERWARDS and meeting.number != meeting.total:
        return False
    return due_of(rule, meeting) <= now < stale_at(rule, meeting, rules)
