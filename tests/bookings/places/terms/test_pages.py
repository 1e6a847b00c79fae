"""Terms are read before booking, on the booking, and before cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking, ProposedCharge
from bookings.places.services.cancellations import cancel_places
from bookings.places.terms.models import Offering
from bookings.places.terms.services import _current
from portal.accounts.models import User
from portal.base.clock import LONDON
from tests.bookings.places.steps import press_book, step, words
from tests.factories.accounts import sign_in
from tests.factories.places import make_booking
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db

STARTS = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)
EARLY = datetime(2027, 3, 9, 12, tzinfo=LONDON)
LATE = datetime(2027, 3, 26, 12, tzinfo=LONDON)


@contextmanager
def at(moment: datetime, client: Client, user: User) -> Iterator[None]:
    """That moment, with ``user`` signed in then."""
    travelled = time_machine.travel(moment, tick=False)
    travelled.start()
    sign_in(client, user, mfa=False)
    try:
        yield
    finally:
        travelled.stop()


def address(name: str, booking: Booking) -> str:
    return reverse(f"bookings:{name}", args=[booking.reference])


def test_the_check_page_says_until_when_cancelling_is_free_and_what_it_costs_then(
    client: Client, senco: Any
) -> None:
    make_terms()
    with at(EARLY, client, senco[0]):
        session = SessionFactory(starts_at=STARTS)
        client.post(step(session), {"people": ["me"]})
        page = words(client.get(step(session, "check")))
    assert (
        "You can cancel free of charge until the end of Monday 22 March 2027. "
        "After that £30 for each place may be charged." in page
    )
    assert "A colleague can go instead, free of charge, until 9:30am on Sunday 28 March 2027." in page
    assert "Nothing is charged for: An Ofsted visit; Illness." in page


def test_terms_that_changed_while_somebody_read_them_are_shown_again_before_booking(
    client: Client, senco: Any
) -> None:
    shown = make_terms()
    session = SessionFactory(starts_at=STARTS)
    client.post(step(session), {"people": ["me"]})
    now = make_terms(late_pence=4500)
    answer = press_book(client, session, {"terms": str(shown.pk)})
    assert answer.status_code == 409
    assert "read them again" in words(answer)
    assert "£45" in words(answer)
    assert not Booking.objects.exists()
    press_book(client, session, {"terms": str(now.pk)})
    assert Booking.objects.get().terms == now


def test_terms_that_came_into_force_while_somebody_read_that_there_are_none_are_shown_first(
    client: Client, senco: Any
) -> None:
    session = SessionFactory(starts_at=STARTS)
    client.post(step(session), {"people": ["me"]})
    assert 'name="terms" value=""' in client.get(step(session, "check")).content.decode()
    now = make_terms()
    for shown in ({"terms": ""}, {}):
        answer = press_book(client, session, shown)
        assert answer.status_code == 409
        assert "read them again" in words(answer)
        assert f'name="terms" value="{now.pk}"' in answer.content.decode()
    assert not Booking.objects.exists()


def test_terms_are_compared_and_shown_as_they_are_and_not_as_remembered(
    client: Client, senco: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = make_terms()
    session = SessionFactory(starts_at=STARTS)
    client.post(step(session), {"people": ["me"]})
    monkeypatch.setattr(_current, "get", lambda: {Offering.FUNDED: shown})
    now = make_terms(late_pence=4500)
    answer = press_book(client, session, {"terms": str(shown.pk)})
    assert answer.status_code == 409
    assert not Booking.objects.exists()
    assert f'name="terms" value="{now.pk}"' in answer.content.decode()
    assert "£45" in words(answer)


def test_nothing_is_said_of_charges_where_there_are_no_terms(client: Client, senco: Any) -> None:
    session = SessionFactory(starts_at=STARTS)
    client.post(step(session), {"people": ["me"]})
    assert "You can cancel until the session begins." in words(client.get(step(session, "check")))


def test_who_cancels_late_reads_what_it_may_cost_before_they_do(client: Client, senco: Any) -> None:
    make_terms()
    _user, person, school = senco
    booking = make_booking(SessionFactory(starts_at=STARTS), person, school)
    with at(EARLY, client, senco[0]):
        assert "may be charged" not in words(client.get(address("cancel", booking)))
    with at(LATE, client, senco[0]):
        page = words(client.get(address("cancel", booking)))
        assert "Cancelling now is late: £30 may be charged." in page
        assert "charge nothing for: An Ofsted visit; Illness" in page


def test_the_booking_shows_the_terms_it_agreed_to_and_what_became_of_a_charge(
    client: Client, senco: Any
) -> None:
    make_terms()
    user, person, school = senco
    booking = make_booking(SessionFactory(starts_at=STARTS), person, school)
    make_terms(late_pence=9900)
    assert "£30 for each place may be charged" in words(client.get(address("detail", booking)))
    cancel_places(booking=booking, actor=user, now=LATE)
    page = words(client.get(address("detail", booking)))
    assert "cancelled late: £30 may be charged. We look at it and tell you." in page
    ProposedCharge.objects.update(state="waived", reason="Only for staff to read", decided_at=LATE)
    page = words(client.get(address("detail", booking)))
    assert "nothing is charged" in page
    assert "Only for staff" not in page
