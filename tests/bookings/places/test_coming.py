"""Bookings that cost something are told to finance's page until their date is over or cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bookings.places.coming import coming_bookings
from bookings.places.services.calling_off import call_off_session
from portal.base import clock
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def paid_session() -> Session:
    session: Session = SessionFactory(
        course=CoursePageFactory(title="Calm starts", funding="chargeable", price_pence=9_500)
    )
    return session


def test_a_booking_with_a_price_is_told_with_its_date_and_the_way_to_it() -> None:
    booking = make_booking(paid_session())
    assert booking.school is not None
    (row,) = coming_bookings([booking.school.pk])
    assert (row.text, row.net_pence, row.state) == ("Calm starts", 9_500, "Booked")
    assert row.href == reverse("bookings:detail", args=[booking.reference])
    assert list(coming_bookings([SchoolFactory().pk])) == []


def test_what_is_free_over_or_cancelled_is_not() -> None:
    free, over, gone = make_booking(), make_booking(paid_session()), make_booking(paid_session())
    call_off_session(session_id=gone.session_id, reason="the hall is flooded", actor=UserFactory())
    for booking in (free, gone):
        assert booking.school_id is not None
        assert list(coming_bookings([booking.school_id])) == []
    assert over.school_id is not None
    with time_machine.travel(clock.now() + timedelta(days=9), tick=False):
        assert list(coming_bookings([over.school_id])) == []
