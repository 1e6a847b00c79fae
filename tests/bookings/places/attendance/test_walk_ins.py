"""Somebody who came without a place: a place and a mark, or neither."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from bookings.places.attendance.models import Attendance, Outcome, Register
from bookings.places.attendance.services import attendance_of
from bookings.places.attendance.walk_ins import add_walk_in
from bookings.places.delegates import Delegate
from bookings.places.errors import AlreadyBooked, CannotMark, NotEligible, SessionFull
from bookings.places.models import Booking, Place, PlaceEvent
from portal.accounts.models import Membership, Person
from portal.base import clock
from portal.notify.models import Message
from portal.vocabulary.models import Audience
from tests.bookings.places.attendance.steps import begun, make_register, two_hours_from
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.places import make_colleague, me
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory, DistrictFactory
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]

NEW = Delegate(name="Nia Example", email="nia@school.example")


def came(session: Session, who: Delegate = NEW, **how: Any) -> Place:
    given = {
        "session": session,
        "meeting": session.meetings.earliest("starts_at"),
        "school": how.pop("school", None) or SchoolFactory(),
        "who": who,
        "idem_key": uuid.uuid4(),
        "actor": UserFactory(),
        **how,
    }
    return add_walk_in(**given)


def test_a_colleague_of_a_known_school_gets_a_place_and_is_present() -> None:
    session, _places = make_register(0)
    school = SchoolFactory()
    colleague = make_colleague(school)
    place = came(session, me(colleague), school=school)
    assert (place.person, place.state, place.booking.school) == (colleague, "confirmed", school)
    assert attendance_of(place) == Outcome.ATTENDED
    assert SessionSeats.objects.get(pk=session.pk).taken == 1
    assert PlaceEvent.objects.get().reason == "Came without a place"
    assert not Message.objects.exists()


def test_somebody_unknown_becomes_a_member_of_the_school_and_is_known_the_next_time() -> None:
    session, _places = make_register(0)
    school = SchoolFactory()
    place = came(session, school=school)
    assert Membership.objects.get(person=place.person).school == school
    with pytest.raises(AlreadyBooked):
        came(session, Delegate(name="Nia", email="NIA@school.example"), school=school)
    assert Person.objects.filter(email__iexact=NEW.email).count() == 1


def test_pressing_twice_adds_them_once() -> None:
    session, _places = make_register(0)
    key, school = uuid.uuid4(), SchoolFactory()
    first, second = (came(session, school=school, idem_key=key) for _time in range(2))
    assert first == second
    assert (Booking.objects.count(), Attendance.objects.count()) == (1, 1)


def test_past_capacity_it_takes_a_reason_and_without_one_nothing_is_written() -> None:
    session, _places = make_register(1, capacity=1)
    people = Person.objects.count()
    with pytest.raises(SessionFull):
        came(session)
    with pytest.raises(CannotMark, match="Say why"):
        came(session, over_capacity=True, reason=" ")
    assert Person.objects.count() == people
    place = came(session, over_capacity=True, reason="There are spare chairs")
    assert PlaceEvent.objects.get(place=place).reason == "Came without a place: There are spare chairs"
    seats = SessionSeats.objects.get(pk=session.pk)
    assert (seats.taken, seats.capacity, seats.overbook) == (2, 1, 1)


def test_limits_to_districts_hold_at_the_door_too() -> None:
    session, _places = make_register(0, districts=[DistrictFactory(slug="thanet")])
    with pytest.raises(NotEligible):
        came(session, school=SchoolFactory(district=DistrictFactory(slug="swale")))
    assert not Place.objects.exists()


def test_they_are_written_to_only_when_another_meeting_is_to_come() -> None:
    start = in_a_week()
    session = SessionFactory(meetings=two_hours_from(start, start + timedelta(days=7)))
    came(begun(session))
    assert Message.objects.get().to == NEW.email


def test_a_parent_comes_for_themselves_without_a_school() -> None:
    family = Audience.objects.filter(group="family").first() or AudienceFactory(group="family")
    session, _places = make_register(0, course=CoursePageFactory(audiences=[family]))
    place = add_walk_in(
        session=session,
        meeting=session.meetings.get(),
        school=None,
        who=NEW,
        idem_key=uuid.uuid4(),
        actor=UserFactory(),
    )
    assert (place.booking.school, place.person.memberships.count()) == (None, 0)
    assert attendance_of(place) == Outcome.ATTENDED


def test_nobody_is_added_to_a_register_that_is_finished_or_not_open_yet() -> None:
    session, _places = make_register(0)
    Register.objects.create(session=session, finished_at=clock.now())
    with pytest.raises(CannotMark, match="finished"):
        came(Session.objects.get(pk=session.pk))
    with pytest.raises(CannotMark, match="opens on its day"):
        came(SessionFactory())
