"""Bookings and places when two people or schools become one."""

from __future__ import annotations

import pytest

from bookings.places.attendance.models import Outcome, Presence
from bookings.places.attendance.services import attendance_of, mark
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.needs.services import say_needs
from portal.accounts.merging.plans import plan
from portal.accounts.merging.services import merge
from portal.accounts.models import Person, School, User
from portal.notify.models import Message
from tests.bookings.places.attendance.steps import make_register
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def officer() -> User:
    return UserFactory(groups=["Officers"])


def merged(kind: str, kept: Person | School, gone: Person | School, actor: User) -> None:
    """Looks and merges, every choice as it is ticked."""
    shown = plan(kind=kind, kept=kept, gone=gone)
    choices = {field.name: field.choice or "kept" for field in shown.open_fields}
    merge(kind=kind, kept_id=kept.pk, gone_id=gone.pk, choices=choices, stamp=shown.stamp, actor=actor)


def test_bookings_and_places_follow_the_person(officer: User) -> None:
    booking = make_booking()
    gone = booking.booker
    kept = PersonFactory()
    merged("person", kept, gone, officer)
    booking.refresh_from_db()
    assert booking.booker == kept
    assert booking.places.get().person == kept
    assert booking.session.seats.taken == 1


def test_a_second_place_in_one_session_is_given_back_and_its_empty_booking_cancelled(
    officer: User,
) -> None:
    session = SessionFactory()
    first = make_booking(session)
    second = make_booking(session, school=first.school)
    mails = Message.objects.count()
    merged("person", first.booker, second.booker, officer)
    session.seats.refresh_from_db()
    second.refresh_from_db()
    assert session.seats.taken == 1
    assert Place.objects.live().get(session=session).booking == first
    assert second.state == Booking.State.CANCELLED
    assert second.booker == first.booker
    assert PlaceEvent.objects.filter(kind=PlaceEvent.Kind.CANCELLED, actor=officer).count() == 1
    assert Message.objects.count() == mails


def test_bookings_follow_the_school(officer: User) -> None:
    booking = make_booking()
    kept = SchoolFactory(urn=None)
    merged("school", kept, booking.school, officer)
    booking.refresh_from_db()
    assert booking.school == kept


@pytest.mark.usefixtures("fixed_clock")
def test_who_was_marked_at_the_second_place_stays_marked(officer: User) -> None:
    session, [first, second] = make_register(2)
    mark(place=second, meeting=session.meetings.get(), state=Presence.ATTENDED, actor=officer)
    merged("person", first.person, second.person, officer)
    assert attendance_of(Place.objects.live().get(session=session)) == Outcome.ATTENDED


@pytest.mark.parametrize(
    ("own", "kept"),
    [("", "Large print"), ("A loop", "A loop\nLarge print"), ("Large print", "Large print")],
)
def test_what_was_said_to_be_needed_at_the_second_place_is_not_lost(
    officer: User, own: str, kept: str
) -> None:
    session = SessionFactory()
    first, second = (make_booking(session).places.get() for _place in range(2))
    say_needs(place=second, words="Large print")
    if own:
        say_needs(place=first, words=own)
    merged("person", first.person, second.person, officer)
    assert Place.objects.live().get(session=session).access_needs.words == kept
