"""Joining a line and looking at it, as tests of waiting lists do."""

from __future__ import annotations

from datetime import datetime

from bookings.places.models import Booking, Place
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.factories.places import make_booker, make_booking, make_colleague
from training.models import Session, SessionSeats

MORNING = datetime(2027, 2, 1, 10, tzinfo=LONDON)
START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)


def wait_for(session: Session, number: int = 1, **given: object) -> Booking:
    """So many of one new school join the line."""
    _user, booker, school = make_booker()
    people = [booker, *(make_colleague(school) for _ in range(number - 1))]
    return make_booking(session, booker, school, people, or_wait=True, **given)


def states(booking: Booking) -> list[str]:
    return sorted(booking.places.values_list("state", flat=True))


def counter(session: Session) -> tuple[int, int]:
    seats = SessionSeats.objects.get(pk=session.pk)
    return seats.taken, seats.waiting


def offered(booking: Booking) -> list[Place]:
    return list(booking.places.filter(state="offered"))


def mails(booking: Booking) -> list[str]:
    return list(
        Message.objects.filter(to=booking.booker.email)
        .order_by("pk")
        .values_list("template_key", flat=True)
    )
