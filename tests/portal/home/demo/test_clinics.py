"""Clinics and LIFT meetings that somebody finds who starts the portal for the first time."""

from __future__ import annotations

import pytest

from bookings.slots.models import LiftAction, SlotBooking, SupportMeeting
from portal.base import clock
from portal.home.demo.terms import is_school_day

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("demonstration")]


def test_three_districts_have_clinics_and_lift_meetings_to_come_on_school_days() -> None:
    to_come = SupportMeeting.objects.to_come()
    for kind in ("clinic", "lift"):
        assert to_come.filter(kind=kind).values("district").distinct().count() == 3
    meetings = SupportMeeting.objects.all()
    assert all(is_school_day(clock.in_london(one.starts_at).date()) for one in meetings)
    assert not meetings.filter(demonstration=False).exists()


@pytest.mark.parametrize("email", ["senco@demo.example", "senco2@demo.example"])
def test_a_senco_who_signs_in_has_a_slot_to_come_and_actions_of_a_past_meeting(email: str) -> None:
    own = SlotBooking.objects.live().filter(booker__user__email=email)
    assert own.filter(slot__starts_at__gt=clock.now()).exists()
    actions = LiftAction.objects.filter(booking__in=own, told_at__isnull=False)
    assert actions.overdue().exists()
    assert actions.filter(done_at__isnull=False).exists()
    assert actions.not_done().filter(due_on__gt=clock.today()).exists()
