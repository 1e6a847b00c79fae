"""Giving places back: seats are freed once, people are told once."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from bookings.places.errors import CannotCancel
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Person
from portal.notify.models import Message
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import SessionFactory
from training.models import SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def for_two() -> tuple[Booking, Person, Person]:
    """A booking of a SENCO for herself and a colleague; the mails about it are gone."""
    _user, senco, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    booking = make_booking(SessionFactory(capacity=2), senco, school, [senco, colleague])
    Message.objects.all().delete()
    return booking, senco, colleague


def taken(booking: Booking) -> int:
    return SessionSeats.objects.get(pk=booking.session_id).taken


def test_one_of_two_gives_a_place_back_and_the_other_keeps_theirs(for_two: Any) -> None:
    booking, senco, colleague = for_two
    cancel_places(booking=booking, places=[place_of(booking, colleague)], actor=senco.user)
    booking.refresh_from_db()
    assert taken(booking) == 1
    assert booking.state == Booking.State.CONFIRMED
    assert [place.person for place in booking.places.live()] == [senco]
    assert PlaceEvent.objects.get(kind="cancelled").actor == senco.user
    told = {message.to: message for message in Message.objects.all()}
    assert set(told) == {senco.email, colleague.email}
    assert f"Still going:\n- {senco.name}" in told[senco.email].body
    assert not told[senco.email].attachment


def test_with_its_last_place_a_booking_is_cancelled(for_two: Any) -> None:
    booking, senco, colleague = for_two
    for person in (senco, colleague):
        cancel_places(booking=booking, places=[place_of(booking, person)], actor=senco.user)
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    assert booking.cancelled_at is not None
    assert taken(booking) == 0


def test_cancelling_again_changes_and_tells_nothing(for_two: Any) -> None:
    booking, senco, _colleague = for_two
    assert len(cancel_places(booking=booking, actor=senco.user)) == 2
    mails = Message.objects.count()
    assert cancel_places(booking=booking, actor=senco.user) == []
    assert taken(booking) == 0
    assert Message.objects.count() == mails


def test_calendars_are_told_with_a_higher_sequence_and_the_same_id() -> None:
    other = make_booking(SessionFactory())
    before = _event(Message.objects.get(about=other.reference))
    cancel_places(booking=other, actor=None)
    message = Message.objects.filter(about=other.reference).first()
    after = _event(message)
    assert "method=CANCEL" in message.attachment_type
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["status"] == "CANCELLED"


def test_places_of_another_booking_are_left_alone(for_two: Any) -> None:
    booking, senco, _colleague = for_two
    other = make_booking(SessionFactory())
    assert cancel_places(booking=booking, places=list(other.places.all()), actor=senco.user) == []
    assert other.places.live().count() == 1


def test_once_the_session_has_begun_nothing_is_cancelled(for_two: Any) -> None:
    booking, senco, _colleague = for_two
    with pytest.raises(CannotCancel):
        cancel_places(booking=booking, actor=senco.user, now=booking.session.starts_at)
    assert Place.objects.live().filter(booking=booking).count() == 2


def _event(message: Message) -> Any:
    return Calendar.from_ical(message.attachment).walk("VEVENT")[0]
