"""Whoever is about to get a place is warned of for places elsewhere at the same time, and never kept from it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.clashes import clashes_of
from bookings.places.models import Booking
from bookings.places.session_reads import sessions_for_booking
from portal.accounts.models import Person
from tests.bookings.places.steps import words
from tests.factories.accounts import MembershipFactory, UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WARNED = "Bob Example has a place in “Another course” at the same time."
AGAIN = {"reason": "Rang us"}
EMPTY_ROWS = {f"new-{n}-{part}": "" for n in range(3) for part in ("name", "email", "role")}


@pytest.fixture
def booked(senco: Any) -> tuple[Booking, Person, Person]:
    """The SENCO has booked Ann for Friday, and Bob elsewhere a week later and on Friday."""
    _user, person, school = senco
    AudienceFactory(slug="ta")
    ann = make_colleague(school, name="Ann Example", email="ann@oakfield.example")
    bob = make_colleague(school, name="Bob Example", email="bob@oakfield.example")
    start = in_a_week()
    elsewhere = SessionFactory(
        course=CoursePageFactory(title="Another course"),
        meetings=[(start + timedelta(days=n), start + timedelta(days=n, hours=2)) for n in (0, 7)],
    )
    make_booking(elsewhere, person, school, [bob])
    return make_booking(SessionFactory(starts_at=start), person, school, [ann]), ann, bob


def presses_on(client: Client, address: str, sent: dict[str, Any], done: Callable[[], bool]) -> None:
    """The first press warns and changes nothing; the same form, read, does it all the same."""
    page = client.post(address, sent)
    assert page.status_code == 200
    assert WARNED in words(page)
    assert "Nothing has changed yet. You can go on all the same" in words(page)
    assert not done()
    key = re.search(r'name="clashes" value="([^"]+)"', page.content.decode())
    assert key
    unread = client.post(address, {**sent, "clashes": "0"})
    assert WARNED in words(unread)
    assert not done()
    assert client.post(address, {**sent, "clashes": key[1]}).status_code == 302
    assert done()


def goes(session: Session, person: Person) -> bool:
    return session.places.live().filter(person=person).exists()


@pytest.mark.parametrize("how", ["listed", "typed"])
def test_before_a_colleague_goes_instead(client: Client, booked: Any, how: str) -> None:
    booking, _ann, bob = booked
    address = reverse("bookings:instead", args=[booking.reference, booking.places.get().pk])
    typed = {"new-name": "B", "new-email": bob.email.upper(), "new-role": "ta"}
    sent = {"who": str(bob.pk)} if how == "listed" else {"who": "new", **typed}
    presses_on(client, address, sent, lambda: goes(booking.session, bob))


def test_before_places_move_to_another_date(client: Client, booked: Any) -> None:
    booking, _ann, bob = booked
    moving = make_booking(
        SessionFactory(course=booking.session.course, starts_at=in_a_week() + timedelta(days=1)),
        booking.booker,
        booking.school,
        [bob],
    )
    address = reverse("bookings:move", args=[moving.reference])
    sent = {"places": [str(moving.places.get().pk)], "to": str(booking.session_id)}
    presses_on(client, address, sent, lambda: goes(booking.session, bob))


@pytest.fixture
def officer(client: Client, booked: Any) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))


@pytest.mark.usefixtures("officer")
def test_before_an_officer_gives_a_place_to_a_colleague(client: Client, booked: Any) -> None:
    booking, _ann, bob = booked
    address = reverse("admin_bookings:substitute", args=[booking.pk])
    sent = {"place": str(booking.places.get().pk), "person": str(bob.pk), **AGAIN}
    presses_on(client, address, sent, lambda: goes(booking.session, bob))


@pytest.mark.usefixtures("officer")
def test_before_an_officer_moves_places(client: Client, booked: Any) -> None:
    booking, _ann, bob = booked
    moving = make_booking(
        SessionFactory(course=booking.session.course, starts_at=in_a_week() + timedelta(days=1)),
        booking.booker,
        booking.school,
        [bob],
    )
    address = reverse("admin_bookings:transfer", args=[moving.pk])
    sent = {"places": [str(moving.places.get().pk)], "to": str(booking.session_id), **AGAIN}
    presses_on(client, address, sent, lambda: goes(booking.session, bob))


@pytest.mark.usefixtures("officer")
def test_before_an_officer_books_for_a_school(client: Client, booked: Any) -> None:
    booking, _ann, bob = booked
    address = reverse("sessions:book", args=[booking.session_id])
    sent = {
        **EMPTY_ROWS,
        **AGAIN,
        "key": str(uuid.uuid4()),
        "booker": str(booking.booker_id),
        "people": [str(bob.pk)],
    }
    school = f"{address}?school={booking.school.pk}"
    presses_on(client, school, sent, lambda: goes(booking.session, bob))


def test_the_date_that_is_left_and_other_schools_bookings_are_no_warning(booked: Any) -> None:
    booking, ann, bob = booked
    _user, other, other_school = make_booker()
    MembershipFactory(person=ann, school=other_school)
    make_booking(SessionFactory(starts_at=in_a_week()), other, other_school, [ann])
    session = sessions_for_booking().get(pk=booking.session_id)
    how = {"session": session, "people": [ann.pk, bob.pk], "school": booking.school}
    found = clashes_of(**how, own=None)
    assert list(found.words) == [WARNED]
    elsewhere = Session.objects.get(course__title="Another course")
    assert not clashes_of(**how, own=None, leaving=elsewhere.pk).words
    assert "You have a place" in clashes_of(**how, own=bob.pk).words[0]
    assert len(clashes_of(**how, own=ann.pk, you=False).words) == 2
    assert not clashes_of(session=session, people=[bob.pk], school=None, own=None).words
