"""Officers answer for a school, always with who said so; the booking says what was asked and answered."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.notify.models import Message
from tests.bookings.places.approvals.steps import held_booking
from tests.bookings.places.steps import words
from tests.bookings.places.waiting_steps import states
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_of_the_test")]


@pytest.fixture
def officer(client: Client) -> User:
    user: User = UserFactory(groups=["Officers"])
    sign_in(client, user)
    return user


def test_an_officer_approves_with_who_said_so(client: Client, officer: User) -> None:
    booking, approval, _head = held_booking()
    address = reverse("admin_bookings:approval", args=[booking.pk])
    asked = words(client.get(address))
    assert "The places are held until Thursday 4 February 2027, 10:00am" in asked
    assert f"Who is to go: {booking.booker.name}. Cost: Free to Kent schools" in asked
    sent = {"answer": "approve", "approval": approval.pk}
    assert "Say who said so: it stays in the record." in words(client.post(address, sent))
    unsaid = words(client.post(address, {"approval": approval.pk, "reason": "The head rang us"}))
    assert "Choose what the school says" in unsaid
    assert states(booking) == ["held"]
    page = words(client.post(address, {**sent, "reason": "The head rang us"}, follow=True))
    assert states(booking) == ["confirmed"]
    assert "Approved, Monday 1 February 2027" in page
    assert "The head rang us" in page


def test_an_officer_refuses_and_who_booked_reads_why(client: Client, officer: User) -> None:
    booking, approval, _head = held_booking()
    sent = {"answer": "refuse", "approval": approval.pk, "reason": "The head says no"}
    client.post(reverse("admin_bookings:approval", args=[booking.pk]), sent)
    assert states(booking) == ["refused"]
    assert "The head says no" in Message.objects.get(template_key="approval-refused").body


def test_what_was_answered_meanwhile_stays_as_it_is(client: Client, officer: User) -> None:
    booking, approval, _head = held_booking()
    address = reverse("admin_bookings:approval", args=[booking.pk])
    client.post(address, {"answer": "approve", "approval": approval.pk, "reason": "Rang"})
    page = words(client.post(address, {"answer": "refuse", "approval": approval.pk, "reason": "No"}))
    assert "approved already" in page
    assert states(booking) == ["confirmed"]


def test_where_nothing_is_asked_there_is_nothing_to_answer(client: Client, officer: User) -> None:
    booking = make_booking()
    page = words(client.get(reverse("admin_bookings:approval", args=[booking.pk])))
    assert "Nothing of this booking awaits approval." in page
    sheet = words(client.get(reverse("admin_bookings:inspect", args=[booking.pk])))
    assert "Answer for the school" not in sheet


def test_places_that_are_held_cannot_be_passed_on_or_moved_and_no_button_says_so(
    client: Client, officer: User
) -> None:
    booking, _approval, _head = held_booking()
    sheet = words(client.get(reverse("admin_bookings:inspect", args=[booking.pk])))
    assert "Cancel places" in sheet
    assert "Somebody else goes" not in sheet
    assert "Move to another date" not in sheet
