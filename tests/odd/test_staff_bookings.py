"""Whatever staff type where they book and change bookings for others, it is answered in words and nothing is half
written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import (
    Approval,
    Booking,
    Place,
    PlaceEvent,
    ProposedCharge,
    Terms,
    WaitingGroup,
)
from portal.accounts.models import Membership, Person, User
from portal.notify.models import Message
from tests.bookings.places.approvals.steps import held_booking
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory
from tests.odd_input import filled, form_of, rows_of, send, try_odd
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

state = rows_of(
    Approval, Booking, Membership, Message, Person, Place, PlaceEvent, ProposedCharge, Session,
    SessionSeats, WaitingGroup,
)  # fmt: skip


@pytest.fixture
def officer(client: Client) -> User:
    return sign_in(client, UserFactory(groups=["Officers"]))


def works(client: Client, address: str, fields: Any) -> None:
    """The form as it stands is taken; else all that follows would prove nothing."""
    assert send(client, address, fields).status_code == 302


def test_booking_for_a_school(client: Client, officer: User) -> None:
    _user, senco, school = make_booker()
    colleague = make_colleague(school)
    _user, stranger, _other = make_booker()
    AudienceFactory(slug="ta", name="Teaching assistant")
    address = f"{reverse('sessions:book', args=[SessionFactory(capacity=5).pk])}?school={school.pk}"
    fields = filled(
        form_of(client.get(address).content, "reason"),
        booker=senco.pk, people=[senco.pk, colleague.pk], reason="Rang us", agreed="The head",
        **{"new-0-name": "Cem Örnek", "new-0-email": "cem@x.example", "new-0-role": "ta"},
    )  # fmt: skip
    kept = ["key", "booker", "people", "reason", "agreed", "new-0-name", "new-0-email", "new-0-role"]
    names = ["key", "booker", "people", "reason", "new-0-email", "new-0-role", "clashes"]
    assert try_odd(client, address, fields, state=state, names=names, kept=kept) == []
    before = state()
    assert send(client, address, filled(fields, people=[stranger.pk])).status_code == 200
    assert send(client, address, filled(fields, booker=stranger.pk)).status_code == 200
    assert state() == before
    works(client, address, fields)


def change(name: str, booking: Booking) -> str:
    return reverse(f"admin_bookings:{name}", args=[booking.pk])


def test_cancelling_for_somebody(client: Client, officer: User) -> None:
    make_terms()
    booking = make_booking()
    stranger = make_booking()
    address = change("cancel", booking)
    fields = filled(
        form_of(client.get(address).content, "reason"),
        places=[booking.places.get().pk], reason="Rang us", waive="on",
    )  # fmt: skip
    assert try_odd(client, address, fields, state=state, kept=["places", "reason", "waive"]) == []
    before = state()
    assert send(client, address, filled(fields, places=[stranger.places.get().pk])).status_code == 200
    assert state() == before
    works(client, address, fields)


def test_somebody_else_goes(client: Client, officer: User) -> None:
    _user, senco, school = make_booker()
    make_colleague(school)
    AudienceFactory(slug="ta", name="Teaching assistant")
    booking = make_booking(None, senco, school)
    address = change("substitute", booking)
    fields = filled(
        form_of(client.get(address).content, "reason"),
        place=booking.places.get().pk, reason="Is ill",
        name="Cem Örnek", email="cem@x.example", role="ta",
    )  # fmt: skip
    kept = ["place", "reason", "name", "email", "role"]
    assert try_odd(client, address, fields, state=state, kept=kept) == []
    works(client, address, fields)


def test_places_move_to_another_date(client: Client, officer: User) -> None:
    booking = make_booking()
    other = SessionFactory(course=booking.session.course, starts_at=in_a_week() + timedelta(days=7))
    address = change("transfer", booking)
    fields = filled(
        form_of(client.get(address).content, "reason"),
        places=[booking.places.get().pk], to=other.pk, reason="Rang us",
    )  # fmt: skip
    assert try_odd(client, address, fields, state=state, kept=["places", "to", "reason"]) == []
    stranger = SessionFactory()
    before = state()
    assert send(client, address, filled(fields, to=stranger.pk)).status_code == 200
    assert state() == before
    works(client, address, fields)


def test_a_booking_is_put_first(client: Client, officer: User) -> None:
    session = SessionFactory(capacity=1)
    make_booking(session)
    booking = make_booking(session, or_wait=True)
    address = change("pin", booking)
    fields = filled(form_of(client.get(address).content, "reason"), reason="Ofsted asks for it")
    assert try_odd(client, address, fields, state=state, kept=["reason"]) == []
    works(client, address, fields)


def test_answering_for_a_head(client: Client, officer: User) -> None:
    session = SessionFactory(course=CoursePageFactory(needs_approval=True))
    booking, _approval, _head = held_booking(session)
    address = change("approval", booking)
    fields = filled(
        form_of(client.get(address).content, "reason"), answer="approve", reason="The head rang us"
    )
    assert try_odd(client, address, fields, state=state, kept=["answer", "reason"]) == []
    works(client, address, fields)


def test_calling_off_a_session(client: Client, officer: User) -> None:
    booking = make_booking()
    address = reverse("sessions:cancel", args=[booking.session_id])
    fields = filled(form_of(client.get(address).content, "reason"), reason="Snow")
    assert try_odd(client, address, fields, state=state, kept=["reason"]) == []
    works(client, address, fields)


def test_deciding_about_a_charge(client: Client, officer: User) -> None:
    make_terms()
    booking = make_booking()
    charge = ProposedCharge.objects.create(
        place=booking.places.get(), terms=Terms.objects.first(), kind="late", pence=3_000
    )
    address = reverse("proposed_charges:decide", args=[charge.pk])
    fields = filled(
        form_of(client.get(address).content, "reason"), answer="waive", waiver="other", reason="Snow"
    )
    assert try_odd(client, address, fields, state=state, kept=["answer", "waiver", "reason"]) == []
    works(client, address, fields)
