"""What tests of LIFT do again and again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bookings.slots.models import LiftAction, SlotBooking
from bookings.slots.services.actions import save_actions, tell_schools
from portal.accounts.models import Person
from portal.base import clock
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.slots import begin

ACTION = "Visit Year 3 and model visual timetables"


def colleague(**given: Any) -> Person:
    """A specialist teacher who enters the admin."""
    teacher: Person = PersonFactory(user=UserFactory(groups=["Trainers"], **given))
    return teacher


def agree(
    booking: SlotBooking, *, due_on: date | None = None, owner: Person | None = None, told: bool = True
) -> LiftAction:
    """An action told to the school, of a meeting that has begun by now; the school does it unless ``owner`` does."""
    action = LiftAction(
        booking=booking,
        text=ACTION,
        owner=owner,
        due_on=due_on or clock.today() + timedelta(days=14),
    )
    begin(booking.meeting)
    save_actions(meeting=booking.meeting, actions=[action], actor=None)
    if told:
        tell_schools(meeting_id=booking.meeting.pk)
    return LiftAction.objects.get(pk=action.pk)
