"""What somebody needs is kept with their place, follows them to another date, and goes soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from time_machine import Traveller, travel

from bookings.places.models import AccessNeeds, Booking, Place
from bookings.places.needs.services import RETENTION, say_needs
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.substitutions import substitute
from bookings.places.services.transfers import transfer_places
from portal.accounts.models import User
from portal.base.clock import LONDON
from portal.outbox.retention import keep_to
from tests.factories.places import make_booking, make_colleague, me, place_of
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2027, 3, 1, 9, tzinfo=LONDON)
START = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def at() -> Iterator[Traveller]:
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def booking() -> Booking:
    return make_booking(SessionFactory(starts_at=START))


@pytest.fixture
def place(booking: Booking) -> Place:
    place = place_of(booking, booking.booker)
    assert say_needs(place=place, words="A hearing loop.")
    return place


def kept() -> list[str]:
    return list(AccessNeeds.objects.values_list("words", flat=True))


def actor_of(booking: Booking) -> User:
    user = booking.booker.user
    assert user is not None
    return user


def test_saying_it_again_replaces_it_and_nothing_takes_it_back(place: Place) -> None:
    say_needs(place=place, words="Large print.")
    assert kept() == ["Large print."]
    say_needs(place=place, words="")
    assert kept() == []


def test_it_goes_a_week_after_the_session_and_the_place_stays(place: Place, at: Traveller) -> None:
    ends_at = place.session.ends_at
    assert ends_at is not None
    at.move_to(ends_at + timedelta(days=6, hours=23))
    assert keep_to(RETENTION) == 0
    at.move_to(ends_at + timedelta(days=7))
    assert keep_to(RETENTION) == 1
    place.refresh_from_db()
    assert place.state == Place.State.CONFIRMED


def test_of_a_place_that_is_given_up_it_goes_at_once(booking: Booking, place: Place) -> None:
    cancel_places(booking=booking, actor=None)
    assert keep_to(RETENTION) == 1
    assert not say_needs(place=place, words="A hearing loop.")
    assert kept() == []


def test_a_colleague_who_goes_instead_does_not_inherit_it(booking: Booking, place: Place) -> None:
    assert booking.school is not None
    bola = make_colleague(booking.school)
    new = substitute(place=place, delegate=me(bola), actor=actor_of(booking))
    assert not AccessNeeds.objects.filter(place=new).exists()
    assert keep_to(RETENTION) == 1


def test_it_goes_along_to_another_date(booking: Booking, place: Place) -> None:
    other = SessionFactory(course=booking.session.course, starts_at=START + timedelta(days=7))
    transfer_places(booking=booking, places=[place], to_session_id=other.pk, actor=actor_of(booking))
    assert AccessNeeds.objects.get().place.session == other
    assert keep_to(RETENTION) == 0


def test_after_the_session_nothing_more_is_kept(place: Place, at: Traveller) -> None:
    at.move_to(START + timedelta(days=1))
    assert not say_needs(place=place, words="Too late.")
    assert kept() == ["A hearing loop."]
