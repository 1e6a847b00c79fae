"""What a page read a moment before its press is looked at again once the seats are held."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from bookings.places.errors import NotBookable
from bookings.places.models import Booking
from bookings.places.services.reservations import reserve_places
from bookings.places.session_reads import session_for_booking
from portal.base import clock
from tests.factories.places import make_booker, me
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import CoursePage, Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def book(session: Session, *, read: Any) -> Booking:
    user, booker, school = make_booker()
    return reserve_places(
        session_id=session.pk,
        booker=booker,
        school=school,
        delegates=[me(booker)],
        idem_key=uuid.uuid4(),
        actor=user,
        read=read,
    )


def chargeable() -> Session:
    course = CoursePageFactory(funding="chargeable", price_pence=9_500)
    session: Session = SessionFactory(course=course)
    return session


def test_a_date_that_is_still_as_it_was_read_is_booked() -> None:
    session = chargeable()
    assert book(session, read=session_for_booking(session.pk)).price_pence == 9_500


@pytest.mark.parametrize(
    "changes",
    [
        {"price_pence": 20_000},
        {"price_unit": "school"},
        {"funding": "core-offer", "price_pence": 0},
        {"needs_approval": True},
        {"withdrawn_on": clock.today() - timedelta(days=1)},
    ],
)
def test_nobody_agrees_to_what_changed_since_it_was_read(changes: dict[str, Any]) -> None:
    session = chargeable()
    read = session_for_booking(session.pk)
    CoursePage.objects.filter(pk=session.course_id).update(**changes)
    with pytest.raises(NotBookable, match="just been changed"):
        book(session, read=read)
    assert not Booking.objects.exists()
    assert SessionSeats.objects.get(pk=session.pk).taken == 0


def test_nobody_books_a_date_that_was_moved_or_closed_since_it_was_read() -> None:
    session = chargeable()
    read = session_for_booking(session.pk)
    Session.objects.filter(pk=session.pk).update(calendar_sequence=1)
    with pytest.raises(NotBookable, match="just been changed"):
        book(session, read=read)
    Session.objects.filter(pk=session.pk).update(state="closed")
    with pytest.raises(NotBookable, match="just closed"):
        book(session, read=read)
