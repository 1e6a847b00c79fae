"""Officers give places of a booking back; nobody else in the admin can."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking, Place, PlaceEvent, ProposedCharge
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.test_viewsets import booking, signed_in
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


def test_an_officer_cancels_one_place_and_keeps_the_other(client: Client) -> None:
    _user, ann, school = make_booker(name="Ann Stays")
    bob = make_colleague(school, name="Bob Goes", email="")
    row = make_booking(SessionFactory(capacity=24), ann, school, [ann, bob])
    going = place_of(row, bob)
    address = reverse("admin_bookings:cancel", args=[row.pk])
    officer = signed_in(client, "Officers")
    assert "Bob Goes" in officer.get(address).content.decode()
    officer.post(address, {"places": [going.pk], "reason": "Rang us"})
    row.refresh_from_db()
    row.session.seats.refresh_from_db()
    assert [place.person.name for place in row.places.live()] == ["Ann Stays"]
    assert row.state == Booking.State.CONFIRMED
    assert row.session.seats.taken == 1
    assert "Bob Goes" in Message.objects.get(template_key__contains="cancel").body
    sheet = officer.get(reverse("admin_bookings:inspect", args=[row.pk])).content.decode()
    assert "Place cancelled" in sheet


def test_with_the_last_place_the_booking_is_cancelled(client: Client) -> None:
    row = booking(SessionFactory())
    officer = signed_in(client, "Officers")
    officer.post(
        reverse("admin_bookings:cancel", args=[row.pk]),
        {"places": [row.places.get().pk], "reason": "Rang us"},
    )
    row.refresh_from_db()
    assert row.state == Booking.State.CANCELLED
    sheet = officer.get(reverse("admin_bookings:inspect", args=[row.pk])).content.decode()
    assert "Cancel places" not in sheet


def test_nothing_is_cancelled_when_nobody_is_ticked(client: Client) -> None:
    row = booking(SessionFactory())
    response = signed_in(client, "Officers").post(reverse("admin_bookings:cancel", args=[row.pk]), {})
    assert "Tick at least one person" in response.content.decode()
    assert row.places.live().exists()


def test_a_place_of_another_booking_is_refused(client: Client) -> None:
    row, other = booking(SessionFactory()), booking(SessionFactory())
    response = signed_in(client, "Officers").post(
        reverse("admin_bookings:cancel", args=[row.pk]),
        {"places": [other.places.get().pk], "reason": "Rang us"},
    )
    assert "not one of the available choices" in response.content.decode()
    assert Place.objects.live().count() == 2


def test_once_a_session_has_begun_the_refusal_is_told(client: Client) -> None:
    session = SessionFactory(starts_at=clock.now() - timedelta(hours=1))
    row = booking(session)
    officer = signed_in(client, "Officers")
    response = officer.post(
        reverse("admin_bookings:cancel", args=[row.pk]),
        {"places": [row.places.get().pk], "reason": "Rang us"},
    )
    assert "has begun" in response.content.decode()
    assert row.places.live().exists()
    sheet = officer.get(reverse("admin_bookings:inspect", args=[row.pk])).content.decode()
    assert "Cancel places" not in sheet


@pytest.mark.parametrize("group", ["Content editors", "Trainers", "Finance", "Auditors"])
def test_others_cannot_cancel(client: Client, group: str) -> None:
    row = booking(SessionFactory())
    address = reverse("admin_bookings:cancel", args=[row.pk])
    response = signed_in(client, group).post(
        address, {"places": [row.places.get().pk], "reason": "Rang us"}
    )
    assert response.status_code in {302, 403}
    assert row.places.live().exists()
    assert not PlaceEvent.objects.exists()


def test_looking_at_the_page_cancels_nothing(client: Client) -> None:
    row = booking(SessionFactory())
    signed_in(client, "Officers").get(
        reverse("admin_bookings:cancel", args=[row.pk]),
        {"places": row.places.get().pk, "reason": "Rang us"},
    )
    assert row.places.live().exists()


def test_giving_a_place_back_takes_a_reason_which_staff_read_and_can_waive_the_charge(
    client: Client,
) -> None:
    make_terms()
    row = make_booking(SessionFactory())
    officer = signed_in(client, "Officers")
    address = reverse("admin_bookings:cancel", args=[row.pk])
    sent = {"places": [row.places.get().pk], "waive": "on"}
    assert "Say why" in officer.post(address, sent).content.decode()
    assert row.places.live().count() == 1
    officer.post(address, {**sent, "reason": "An Ofsted visit"})
    charge = ProposedCharge.objects.get()
    assert (charge.state, charge.reason) == ("waived", "An Ofsted visit")
    sheet = officer.get(reverse("admin_bookings:inspect", args=[row.pk])).content.decode()
    assert "An Ofsted visit" in sheet
