"""Staff see whom a change of a clinic concerns before anybody is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.services.plans import Change, Plan, who_is_told
from portal.accounts.models import Membership
from portal.base import clock
from tests.factories.places import make_booker
from tests.factories.slots import make_clinic, make_slot_booking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def plan_for(meeting: SupportMeeting) -> Plan:
    """A change of all slots of the meeting that are booked."""
    booked = SlotBooking.objects.live().for_page().filter(slot__meeting=meeting)
    return Plan([Change(booking, "before", "now") for booking in booked], "", False, "mark")


def leave(booking: SlotBooking) -> None:
    """Who booked is at the school no longer."""
    Membership.objects.filter(person=booking.booker).update(ended_on=clock.today())


def test_who_booked_is_told_and_once_they_have_left_who_speaks_for_that_school() -> None:
    meeting = make_clinic()
    first, second, third = (make_slot_booking(meeting, number=number) for number in (1, 2, 3))
    _user, senco, _school = make_booker(second.school)
    make_booker(second.school, role=Membership.Role.BUSINESS)
    leave(second)
    leave(third)
    told = {row.change.booking: row.people for row in who_is_told(plan_for(meeting))}
    assert told == {first: [first.booker], second: [senco], third: []}


def test_it_takes_one_query_however_many_slots_are_booked(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    meeting = make_clinic()
    bookings = [make_slot_booking(meeting, number=number) for number in (1, 2, 3, 4)]
    leave(bookings[0])
    make_booker(bookings[0].school)
    plan = plan_for(meeting)
    with django_assert_num_queries(1):
        assert len(who_is_told(plan)) == 4
