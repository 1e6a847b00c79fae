"""The admin's pages on which officers book for a school and change bookings for who rings."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking, Place, PlaceEvent
from portal.accounts.models import Person, School, User
from tests.bookings.places.steps import words
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory
from training.models import Session, SessionSeats

pytestmark = pytest.mark.django_db

EMPTY = {f"new-{number}-{part}": "" for number in range(3) for part in ("name", "email", "role")}


@pytest.fixture
def officer(client: Client) -> User:
    user: User = UserFactory(groups=["Officers"])
    sign_in(client, user)
    return user


@pytest.fixture
def school() -> tuple[Person, School]:
    _user, senco, school = make_booker()
    return senco, school


def book(client: Client, session: Session, school: School, **sent: Any) -> Any:
    address = reverse("sessions:book", args=[session.pk])
    given = {**EMPTY, "key": uuid.uuid4(), "reason": "Rang us", **sent}
    return client.post(f"{address}?school={school.pk}", given, follow=True)


def test_an_officer_chooses_the_school_and_then_its_people(
    client: Client, officer: User, school: Any
) -> None:
    senco, theirs = school
    bob = make_colleague(theirs, name="Bob Example")
    AudienceFactory(slug="ta", name="Teaching assistant")
    session = SessionFactory()
    sheet = client.get(reverse("sessions:inspect", args=[session.pk])).content.decode()
    address = reverse("sessions:book", args=[session.pk])
    assert address in sheet
    assert "Choose a school" in client.get(address).content.decode()
    assert "Bob Example" in words(client.get(address, {"school": theirs.pk}))
    new = {"new-0-name": "Cem Örnek", "new-0-email": "cem@x.example", "new-0-role": "ta"}
    page = book(client, session, theirs, booker=senco.pk, people=[bob.pk], **new)
    booking = Booking.objects.get()
    assert booking.reference in words(page)
    assert {place.person.name for place in booking.places.all()} == {"Bob Example", "Cem Örnek"}
    assert set(PlaceEvent.objects.values_list("reason", "actor")) == {("Rang us", officer.pk)}


def test_over_capacity_has_to_be_said(client: Client, officer: User, school: Any) -> None:
    senco, theirs = school
    session = SessionFactory(capacity=1)
    make_booking(session)
    page = book(client, session, theirs, booker=senco.pk, people=[senco.pk])
    assert "This date is full" in words(page)
    book(client, session, theirs, booker=senco.pk, people=[senco.pk], over_capacity="on")
    assert SessionSeats.objects.get(pk=session.pk).taken == 2


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"reason": ""}, "Say why"),
        ({"people": []}, "Tick who goes"),
        ({"new-0-name": "Cem"}, "Enter"),
        ({"booker": ""}, "Choose who rang"),
    ],
)
def test_what_is_missing_is_asked_for(
    client: Client, officer: User, school: Any, missing: dict[str, Any], said: str
) -> None:
    senco, theirs = school
    sent = {"booker": senco.pk, "people": [senco.pk], **missing}
    assert said in words(book(client, SessionFactory(), theirs, **sent))
    assert not Booking.objects.exists()


def test_people_of_another_school_are_no_choice(client: Client, officer: User, school: Any) -> None:
    senco, theirs = school
    _user, stranger, _other = make_booker()
    book(client, SessionFactory(), theirs, booker=senco.pk, people=[stranger.pk])
    assert not Booking.objects.exists()


@pytest.mark.parametrize("group", ["Trainers", "Finance", "Auditors", "Moderators"])
def test_nobody_but_officers_books_or_changes_in_the_admin(client: Client, group: str) -> None:
    sign_in(client, UserFactory(groups=[group]))
    booking = make_booking()
    places = {"place": booking.places.get().pk, "places": [booking.places.get().pk], "reason": "x"}
    for name, pk in [
        ("sessions:book", booking.session_id),
        ("admin_bookings:substitute", booking.pk),
        ("admin_bookings:transfer", booking.pk),
    ]:
        assert client.post(reverse(name, args=[pk]), places).status_code in (302, 403, 404)
    assert booking.places.live().count() == 1
    assert Booking.objects.count() == 1


def test_an_officer_lets_somebody_else_go_after_the_deadline_with_a_reason(
    client: Client, officer: User, school: Any
) -> None:
    senco, theirs = school
    make_terms(substitution_hours=24 * 9)
    bob = make_colleague(theirs, name="Bob Example")
    booking = make_booking(SessionFactory(), senco, theirs)
    address = reverse("admin_bookings:substitute", args=[booking.pk])
    sent = {"place": booking.places.get().pk, "person": bob.pk}
    assert "Say why" in words(client.post(address, sent))
    page = words(client.post(address, {**sent, "reason": "Senco is ill"}, follow=True))
    assert booking.places.live().get().person == bob
    assert "Given to a colleague" in page
    assert "Senco is ill" in page


def test_an_officer_moves_places_and_both_bookings_lead_to_each_other(
    client: Client, officer: User, school: Any
) -> None:
    senco, theirs = school
    make_terms()
    booking = make_booking(SessionFactory(), senco, theirs)
    later = SessionFactory(course=booking.session.course, starts_at=in_a_week() + timedelta(days=30))
    address = reverse("admin_bookings:transfer", args=[booking.pk])
    sent = {
        "places": [booking.places.get().pk],
        "to": later.pk,
        "reason": "An Ofsted visit",
        "waive": "on",
    }
    page = words(client.post(address, sent, follow=True))
    new = Booking.objects.get(session=later)
    assert f"Moved from {booking.reference}" in page
    old = words(client.get(reverse("admin_bookings:inspect", args=[booking.pk])))
    assert f"Moved to {new.reference}" in old
    assert "waived" in old
    assert Place.objects.get(booking=booking).state == Place.State.TRANSFERRED
