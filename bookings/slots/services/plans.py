"""What saving a clinic or LIFT meeting would tell schools, shown to staff before it is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.services.letters import answering_each
from portal.accounts.models import Person
from portal.base import clock
from training.models import Trainer

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Change:
    """What is different for one booked slot, as its school reads it."""

    booking: SlotBooking
    before: str
    now: str


@dataclass(frozen=True)
class Plan:
    """A change that schools with a slot have to be told of; ``mark`` is the same for the same change of the same
    slots only. ``answers`` says who answers, where that is different, and ``new_link`` whether the link to join is."""

    changes: Sequence[Change]
    answers: str
    new_link: bool
    mark: str


@dataclass(frozen=True)
class Row:
    """A change as staff see it before it is made, with those who get the mail."""

    change: Change
    people: list[Person]


def plan_of(
    *,
    before: SupportMeeting,
    meeting: SupportMeeting,
    booked: Sequence[SlotBooking],
    times: Sequence[Span],
    trainers: Collection[Trainer] | None,
) -> Plan | None:
    """What changes for the slots ``booked`` when ``before`` becomes ``meeting`` with slots at these ``times``.

    None when nobody has to be told, as of what is over. ``trainers`` is who will answer; None where that stays.
    """
    if meeting.ends_at <= clock.now():
        return None
    answered = _names(before.trainers.all())
    answers = answered if trainers is None else _names(trainers)
    new_link = before.joining_link != meeting.joining_link
    changes = []
    for booking in booked:
        was = [clock.say_span(booking.slot.starts_at, booking.slot.ends_at), _where(before)]
        becomes = [clock.say_span(*times[booking.slot.number - 1]), _where(meeting)]
        if answers != answered:
            was.append(f"Who answers: {answered}")
            becomes.append(f"Who answers: {answers}")
        if new_link:
            becomes.append("Another link to join")
        if was != becomes:
            changes.append(Change(booking, "\n".join(was), "\n".join(becomes)))
    if not changes:
        return None
    said = [(change.booking.pk, change.before, change.now) for change in changes]
    links = (before.joining_link, meeting.joining_link)
    mark = hashlib.sha256(repr((said, links)).encode()).hexdigest()[:20]
    return Plan(changes, answers if answers != answered else "", new_link, mark)


def who_is_told(plan: Plan) -> list[Row]:
    """Each change with the people who would be written to of it; as many queries for forty slots as for one."""
    people = answering_each([change.booking for change in plan.changes])
    return [Row(change, people[change.booking.pk]) for change in plan.changes]


def _where(meeting: SupportMeeting) -> str:
    return meeting.venue.words if meeting.venue is not None else "Online"


def _names(trainers: Iterable[Trainer]) -> str:
    return ", ".join(sorted(str(trainer) for trainer in trainers)) or "not said yet"
