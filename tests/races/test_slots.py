"""Many schools press for one slot at the same moment, over HTTP."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse

from bookings.slots.models import Slot, SlotBooking
from portal.accounts.models import Membership, Person, School, User
from portal.notify.models import Message
from tests.factories.slots import QUESTION, make_meeting
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory
from tests.races.clients import Press, press_together
from tests.races.crowd import cookie_of

pytestmark = pytest.mark.both_databases

CROWD = 60
AREA = "communication-and-interaction"


def schools(number: int) -> list[str]:
    """Cookies of as many signed-in SENCOs, each of a Thanet school of their own."""
    district = DistrictFactory(slug="thanet", name="Thanet")
    cookies = []
    for n in range(number):
        user = User.objects.create(email=f"senco{uuid.uuid4().hex}@race.example", name=f"Senco {n}")
        Membership.objects.create(
            person=Person.objects.create(user=user, name=user.name, email=user.email),
            school=School.objects.create(name=f"School {n}", district=district),
            role=Membership.Role.SENCO,
            started_on=date(2026, 9, 1),
        )
        cookies.append(cookie_of(user))
    return cookies


def press_for(slot: Slot, cookie: str, key: str = "") -> Press:
    """The last button."""
    fields = {
        "slot": str(slot.pk),
        "area": AREA,
        "question": QUESTION,
        "key": key or str(uuid.uuid4()),
    }
    return Press(reverse("slots:lift_one", args=[slot.meeting.uid]), fields, cookie)


def test_of_many_schools_exactly_one_has_the_slot_and_the_others_are_told(live_portal: str) -> None:
    AreaOfNeedFactory(slug=AREA)
    slot = make_meeting().slots.get(number=1)
    answers = press_together(live_portal, [press_for(slot, cookie) for cookie in schools(CROWD)])
    assert sorted(answer.status for answer in answers) == [302] + [409] * (CROWD - 1)
    assert SlotBooking.objects.count() == Message.objects.count() == 1


def test_many_presses_of_one_button_book_once(live_portal: str) -> None:
    AreaOfNeedFactory(slug=AREA)
    slot = make_meeting().slots.get(number=1)
    [cookie] = schools(1)
    key = str(uuid.uuid4())
    answers = press_together(live_portal, [press_for(slot, cookie, key) for _press in range(20)])
    assert {(answer.status, answer.booked) for answer in answers} == {(302, True)}
    assert len({answer.location for answer in answers}) == 1
    assert SlotBooking.objects.count() == Message.objects.count() == 1


def test_one_school_never_has_more_slots_than_it_may_by_pressing_for_many_at_once(
    live_portal: str,
) -> None:
    AreaOfNeedFactory(slug=AREA)
    meeting = make_meeting(slot_minutes=5)
    [cookie] = schools(1)
    presses = [press_for(slot, cookie) for slot in meeting.slots.all()]
    answers = press_together(live_portal, presses)
    assert sorted(answer.status for answer in answers) == [302] * 2 + [409] * (len(presses) - 2)
    assert SlotBooking.objects.live().count() == 2
