"""Whoever holds a place says at its own address what they need; those who give the session read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import AccessNeeds, Booking, Place
from bookings.places.needs.personal_data import NEEDS
from bookings.places.services.cancellations import cancel_places
from portal.accounts.personal_data.registry import Subject
from tests.bookings.places.steps import words
from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague, place_of
from tests.factories.training import SessionFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
LOOP = "A hearing loop, and no nuts."


@pytest.fixture
def place() -> Place:
    """The place of a colleague whom somebody else booked."""
    _user, senco, school = make_booker()
    bola = make_colleague(school, name="Bola Example", email="bola@x.example")
    return place_of(make_booking(SessionFactory(), senco, school, [senco, bola]), bola)


def address(place: Place) -> str:
    return reverse("bookings:place_needs", args=[place.key])


def say(place: Place, text: str) -> Any:
    return Client().post(address(place), {"words": text}, follow=True)


def test_it_is_said_without_signing_in_and_shown_on_the_page_of_the_place(place: Place) -> None:
    assert "Tell us what you need" in words(Client().get(reverse("bookings:place", args=[place.key])))
    page = words(say(place, LOOP))
    assert "Thank you. Those who give the session read it." in page
    assert LOOP in page
    assert LOOP in words(Client().get(address(place)))


def test_looking_changes_nothing_and_nobody_keeps_or_finds_the_page(place: Place) -> None:
    response = Client().get(address(place), {"words": LOOP})
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not AccessNeeds.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 501, "at most 500 characters"),
        ("See https://x.example", "without a web address"),
        ("A \u202eloop", "plain letters"),
    ],
)
def test_what_cannot_be_kept_is_told_by_the_field_with_everything_typed(
    place: Place, text: str, said: str
) -> None:
    response = say(place, text)
    assert said in words(response)
    assert text in response.content.decode()
    assert not AccessNeeds.objects.exists()


def test_who_booked_does_not_read_it(place: Place, client: Client) -> None:
    say(place, LOOP)
    sign_in(client, place.booking.booker.user, mfa=False)
    assert LOOP not in words(client.get(reverse("bookings:detail", args=[place.booking.reference])))


def test_the_trainer_of_the_session_reads_it_on_the_sheet_and_no_spreadsheet_has_it(
    place: Place, client: Client
) -> None:
    say(place, LOOP)
    trainer = UserFactory(groups=["Trainers"])
    sign_in(client, trainer)
    sheet = reverse("sessions:inspect", args=[place.session_id])
    assert LOOP not in words(client.get(sheet))
    place.session.trainers.add(TrainerFactory(person=PersonFactory(user=trainer)))
    assert LOOP in words(client.get(sheet))
    spreadsheet = client.get(reverse("sessions:delegates", args=[place.session_id]))
    assert "Bola Example" in spreadsheet.content.decode()
    assert LOOP not in spreadsheet.content.decode()


def test_a_place_that_has_ended_leads_back_to_its_page(place: Place) -> None:
    say(place, LOOP)
    cancel_places(booking=Booking.objects.get(), places=[place], actor=None)
    assert "This place is cancelled" in words(Client().get(address(place), follow=True))
    page = words(say(place, "Anything"))
    assert "This place is cancelled" in page
    assert LOOP not in page


def test_it_is_theirs_to_have_and_goes_with_them(place: Place) -> None:
    say(place, LOOP)
    subject = Subject(user=None, person=place.person)
    [record] = NEEDS.give(subject)
    assert record["You wrote"] == LOOP
    assert NEEDS.foresee(subject).goes
    assert NEEDS.erase is not None
    NEEDS.erase(subject, None)
    assert not AccessNeeds.objects.exists()
