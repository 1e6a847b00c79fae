"""Staff see who waits and why, and put a booking first with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from portal.base import clock
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(client: Client) -> tuple[Booking, Booking]:
    """An officer looks at a full session where three wait together, and then one alone."""
    sign_in(client, UserFactory(groups=["Officers"]))
    session = SessionFactory(capacity=1, starts_at=clock.now() + timedelta(days=30))
    holder = make_booking(session)
    _user, booker, school = make_booker()
    people = [booker, make_colleague(school), make_colleague(school)]
    together = make_booking(session, booker, school, people, or_wait=True, together=True)
    single = make_booking(session, *make_booker()[1:], or_wait=True)
    cancel_places(booking=holder, actor=None)
    return together, single


def sheet(client: Client, booking: Booking) -> str:
    return words(client.get(reverse("sessions:inspect", args=[booking.session_id])))


def pin(client: Client, booking: Booking, reason: str, first: bool = True) -> object:
    address = reverse("admin_bookings:pin", args=[booking.pk])
    return client.post(address, {"reason": reason, "first": first}, follow=True)


def test_the_session_says_who_waits_in_which_turn_and_why(
    client: Client, line: tuple[Booking, Booking]
) -> None:
    page = sheet(client, line[0])
    assert "3 on the waiting list" in page
    assert "All together or not at all" in page
    assert "No place is free." in page
    assert "Offered until" in page


def test_a_booking_is_put_first_with_a_reason_that_is_kept(
    client: Client, line: tuple[Booking, Booking]
) -> None:
    together, _single = line
    assert "Say why: it stays in the record." in words(pin(client, together, ""))
    page = words(pin(client, together, "We cancelled on them before"))
    assert "is first on the waiting list" in page
    assert "1 (put first)" in sheet(client, together)
    events = PlaceEvent.objects.filter(kind="pinned")
    assert {event.reason for event in events} == {"We cancelled on them before"}
    inspected = words(client.get(reverse("admin_bookings:inspect", args=[together.pk])))
    assert "Put first on the waiting list" in inspected
    assert "We cancelled on them before" in inspected
    pin(client, together, "The same, pressed twice")
    assert "1 (put first)" in sheet(client, together)
    assert PlaceEvent.objects.filter(kind="pinned").count() == 3
    assert "is in its turn again" in words(pin(client, together, "By mistake", first=False))


def test_an_officer_takes_somebody_off_the_list(client: Client, line: tuple[Booking, Booking]) -> None:
    together, _single = line
    address = reverse("admin_bookings:cancel", args=[together.pk])
    assert f"{together.booker.name} (waiting)" in words(client.get(address))
    place = together.places.get(person=together.booker)
    client.post(address, {"places": [place.pk], "reason": "Rang us"})
    place.refresh_from_db()
    assert place.state == "cancelled"
    assert "2 on the waiting list" in sheet(client, together)


def test_a_booking_that_does_not_wait_has_nothing_to_put_first(
    client: Client, line: tuple[Booking, Booking]
) -> None:
    _together, single = line
    page = words(client.get(reverse("admin_bookings:pin", args=[single.pk])))
    assert "Nobody of this booking waits for a place." in page
    pin(client, single, "x")
    assert not PlaceEvent.objects.filter(kind="pinned").exists()


def test_a_trainer_puts_nobody_first(client: Client, line: tuple[Booking, Booking]) -> None:
    sign_in(client, UserFactory(groups=["Trainers"]))
    assert client.get(reverse("admin_bookings:pin", args=[line[0].pk])).status_code == 302
