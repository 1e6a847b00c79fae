"""A session that we cancel: everybody is told once, nobody is promoted, money owed is written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bookings.places.errors import CannotCallOff, NotBookable
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from portal.base.clock import LONDON
from portal.notify.models import Message
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory, DistrictFactory
from training.models import Session, SessionSeats

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("fixed_clock"),
    pytest.mark.both_databases,
]

START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
WHY = "The trainer is ill"


def call_off(session: Session) -> list[Place]:
    return call_off_session(session_id=session.pk, reason=WHY, actor=UserFactory())


def full_with_line() -> tuple[Session, Booking, list[Booking]]:
    """A session of 2 places, both taken, and two bookers who wait."""
    session = SessionFactory(starts_at=START, capacity=2)
    _user, senco, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    booking = make_booking(session, senco, school, [senco, colleague])
    waiting = []
    for _each in range(2):
        _user, person, other = make_booker()
        waiting.append(make_booking(session, person, other, or_wait=True))
    Message.objects.all().delete()
    return session, booking, waiting


def test_a_full_session_with_a_line_ends_for_all_and_nobody_is_offered_a_seat() -> None:
    session, _booking, _waiting = full_with_line()
    assert len(call_off(session)) == 4
    session.refresh_from_db()
    seats = SessionSeats.objects.get(pk=session.pk)
    assert (session.state, session.cancel_reason) == ("cancelled", WHY)
    assert (seats.taken, seats.waiting) == (0, 0)
    assert set(Place.objects.values_list("state", flat=True)) == {Place.State.SESSION_CANCELLED}
    assert set(Booking.objects.values_list("state", flat=True)) == {Booking.State.CANCELLED}
    assert not PlaceEvent.objects.filter(kind=PlaceEvent.Kind.OFFERED).exists()


def test_everybody_is_told_once_with_the_reason_and_calendars_call_it_off() -> None:
    session, booking, waiting = full_with_line()
    call_off(session)
    told = {message.to: message for message in Message.objects.all()}
    assert Message.objects.count() == len(told) == 4
    assert all(f"Why: {WHY}" in message.body for message in told.values())
    for person in (
        booking.booker,
        place_of(booking, Place.objects.get(person__name="Bola Example").person).person,
    ):
        calendar = Calendar.from_ical(told[person.email].attachment)
        assert calendar["method"] == "CANCEL"
        assert calendar.walk("VEVENT")[0]["status"] == "CANCELLED"
    for row in waiting:
        assert not told[row.booker.email].attachment
    assert "- Bola Example" in told[booking.booker.email].body


def test_the_calendars_entry_has_the_same_id_and_a_higher_number() -> None:
    session = SessionFactory(starts_at=START)
    make_booking(session)
    first = Calendar.from_ical(Message.objects.get().attachment).walk("VEVENT")[0]
    Message.objects.all().delete()
    call_off(session)
    last = Calendar.from_ical(Message.objects.get().attachment).walk("VEVENT")[0]
    assert last["uid"] == first["uid"]
    assert last["sequence"] > first["sequence"]


def test_repeats_change_nothing_and_tell_nobody_again() -> None:
    session, _booking, _waiting = full_with_line()
    call_off(session)
    assert call_off(session) == []
    assert Message.objects.count() == 4


def test_other_dates_are_suggested_that_are_open_to_each_school() -> None:
    thanet, swale = DistrictFactory(name="Thanet"), DistrictFactory(name="Swale")
    course = CoursePageFactory()
    session = SessionFactory(course=course, starts_at=START)
    for_all = SessionFactory(course=course, starts_at=START + timedelta(days=7), capacity=5)
    for_swale = SessionFactory(course=course, starts_at=START + timedelta(days=14), districts=[swale])
    full = SessionFactory(course=course, starts_at=START + timedelta(days=21), capacity=1, taken=1)
    bookings = {
        district: make_booking(session, school=SchoolFactory(district=district))
        for district in (thanet, swale)
    }
    Message.objects.all().delete()
    call_off(session)
    said = {
        district: Message.objects.get(to=booking.booker.email).body
        for district, booking in bookings.items()
    }
    assert all(str(for_all.uid) in body and "5 places left" in body for body in said.values())
    assert str(for_swale.uid) in said[swale]
    assert str(for_swale.uid) not in said[thanet]
    assert not any(str(full.uid) in body or str(session.uid) in body for body in said.values())


def test_without_another_date_they_read_where_new_ones_will_stand() -> None:
    session = SessionFactory(starts_at=START)
    make_booking(session)
    Message.objects.all().delete()
    call_off(session)
    assert "New dates will stand here: http" in Message.objects.get().body
    assert session.course.href in Message.objects.get().body


def test_what_was_agreed_is_kept_as_owed_back_and_what_was_cancelled_before_is_not() -> None:
    course = CoursePageFactory(funding="chargeable", price_pence=9500, price_unit="delegate")
    session = SessionFactory(course=course, starts_at=START)
    paid, given_up = make_booking(session), make_booking(session)
    cancel_places(booking=given_up, actor=None)
    Message.objects.all().delete()
    call_off(session)
    paid.refresh_from_db()
    given_up.refresh_from_db()
    assert (paid.price_pence, paid.refund_pence, given_up.refund_pence) == (9500, 9500, 0)
    assert "we credit or refund that" in Message.objects.get().body


def test_it_stands_in_the_history_with_who_did_it_and_why() -> None:
    session, booking, _waiting = full_with_line()
    call_off(session)
    for place in booking.places.all():
        event = place.events.get(kind=PlaceEvent.Kind.SESSION_CANCELLED)
        assert event.reason == WHY
        assert event.actor is not None


def test_nobody_can_book_it_any_more() -> None:
    session = SessionFactory(starts_at=START)
    call_off(session)
    with pytest.raises(NotBookable, match="has been cancelled"):
        make_booking(session)


@pytest.mark.parametrize("over", [True, False])
def test_what_has_taken_place_is_not_cancelled(fixed_clock: Any, over: bool) -> None:
    session = SessionFactory(starts_at=START)
    make_booking(session)
    Message.objects.all().delete()
    if over:
        fixed_clock.move_to(START + timedelta(days=1))
    else:
        Session.objects.filter(pk=session.pk).update(state="completed")
    with pytest.raises(CannotCallOff, match="has taken place"):
        call_off(session)
    assert not Message.objects.exists()


def test_no_family_reads_of_another() -> None:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    session = SessionFactory(course=CoursePageFactory(audiences=[parents]), starts_at=START)
    names = ["Pat Parent", "Quinn Carer"]
    for name in names:
        _user, person, _school = make_booker(name=name)
        type(person).objects.filter(pk=person.pk).update(name=name)
        person.refresh_from_db()
        make_booking(session, person, None)
    Message.objects.all().delete()
    call_off(session)
    for message in Message.objects.all():
        text = message.body + message.attachment + message.subject
        assert sum(name in text for name in names) == 1
