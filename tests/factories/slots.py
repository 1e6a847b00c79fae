"""Clinics and LIFT meetings with their slots, and booked slots as the service makes them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from bookings.slots.choices import Kind, MeetingState
from bookings.slots.models import Slot, SlotBooking, SupportMeeting
from bookings.slots.services.bookings import book_slot
from bookings.slots.services.meetings import save_meeting
from portal.accounts.models import Membership, Person, School, User
from portal.base import clock
from tests.factories.accounts import SchoolFactory
from tests.factories.places import make_booker
from tests.factories.training import in_a_week
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory

QUESTION = "How can we help two pupils in Year 3 to start writing by themselves?"


def make_meeting(kind: Kind = Kind.LIFT, **given: Any) -> SupportMeeting:
    """An open meeting of an hour in a week, in Thanet: three slots of LIFT, or four of a clinic."""
    start = given.pop("starts_at", None) or in_a_week()
    trainers = given.pop("trainers", [])
    if kind == Kind.CLINIC:
        given.setdefault("area_of_need", AreaOfNeedFactory())
    given.setdefault("district", DistrictFactory(slug="thanet", name="Thanet"))
    given.setdefault("ends_at", start + timedelta(hours=1))
    given.setdefault("state", MeetingState.OPEN)
    meeting = SupportMeeting(kind=kind, starts_at=start, **given)
    save_meeting(meeting=meeting, actor=None, relations=lambda: meeting.trainers.set(trainers))
    return meeting


def make_clinic(**given: Any) -> SupportMeeting:
    return make_meeting(Kind.CLINIC, **given)


def first_slot(meeting: SupportMeeting, number: int = 1) -> Slot:
    return meeting.slots.get(number=number)


def thanet_school(**given: Any) -> School:
    school: School = SchoolFactory(district=DistrictFactory(slug="thanet", name="Thanet"), **given)
    return school


def thanet_booker(**given: Any) -> tuple[User, Person, School]:
    """A SENCO (unless told) of a school in Thanet."""
    return make_booker(given.pop("school", None) or thanet_school(), **given)


def make_slot_booking(
    meeting: SupportMeeting | None = None,
    *,
    number: int = 1,
    booker: Person | None = None,
    school: School | None = None,
    **given: Any,
) -> SlotBooking:
    """A booked slot; by default of a SENCO who is new."""
    meeting = meeting or make_meeting()
    if booker is None:
        _user, booker, school = make_booker(
            school or SchoolFactory(district=meeting.district), role=Membership.Role.SENCO
        )
    booking = book_slot(
        slot_id=first_slot(meeting, number).pk,
        school=school or booker.memberships.get().school,
        booker=booker,
        area=given.pop("area", None) or meeting.area_of_need or AreaOfNeedFactory(),
        question=given.pop("question", QUESTION),
        idem_key=given.pop("idem_key", None) or uuid.uuid4(),
        actor=booker.user,
        **given,
    )
    return SlotBooking.objects.for_page().get(pk=booking.pk)


def begin(meeting: SupportMeeting) -> None:
    """The meeting began a moment ago, and its slots are still to come: what is agreed may be recorded."""
    moment = clock.now() - timedelta(minutes=1)
    SupportMeeting.objects.filter(pk=meeting.pk, starts_at__gt=moment).update(starts_at=moment)


def pass_by(meeting: SupportMeeting, **ago: Any) -> None:
    """Moves the meeting into the past: it ended that long ago."""
    meeting.refresh_from_db()

    shift = meeting.ends_at - clock.now() + timedelta(**ago)
    for slot in meeting.slots.all():
        slot.starts_at -= shift
        slot.ends_at -= shift
        slot.save()
    meeting.starts_at -= shift
    meeting.ends_at -= shift
    meeting.save()
