"""Who is written to about a wait, and what happens when that cannot be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.places.models import Booking
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Membership, Person
from portal.notify.models import Message
from tests.bookings.places.waiting_steps import MORNING, states, wait_for
from tests.factories.places import make_booker
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_letter_that_cannot_be_written_keeps_nobody_from_cancelling(
    full: tuple[Session, Booking], caplog: pytest.LogCaptureFixture
) -> None:
    session, holder = full
    booking = wait_for(session)
    Person.objects.filter(pk=booking.booker_id).update(email="no address")
    cancel_places(booking=holder, actor=None)
    assert states(booking) == ["offered"]
    assert f"booking {booking.pk}" in caplog.text
    assert "no address" not in caplog.text


def test_an_offer_to_a_school_whose_booker_has_left_goes_to_those_who_book_there_now(
    full: tuple[Session, Booking],
) -> None:
    session, holder = full
    booking = wait_for(session, 2)
    assert booking.school is not None
    _user, head, _school = make_booker(booking.school, role=Membership.Role.APPROVER)
    Membership.objects.filter(person=booking.booker).update(ended_on=MORNING.date() - timedelta(days=1))
    Message.objects.all().delete()
    cancel_places(booking=holder, actor=None)
    told = Message.objects.filter(template_key="waiting-offer").values_list("to", flat=True)
    assert list(told) == [head.email]
