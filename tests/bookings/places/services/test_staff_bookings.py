"""Officers book for who rings: past capacity with a reason, and never beside a queue unsaid."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from bookings.places.errors import AlreadyBooked, NotAllowed, NotBookable, OthersWait, SessionFull
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.capacity import set_capacity
from bookings.places.services.reservations import reserve_places
from bookings.places.services.staff_bookings import book_for_school
from portal.accounts.models import Membership
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.places import make_booker, make_booking, me
from tests.factories.training import SessionFactory
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def book(session: Session, **how: Any) -> Booking:
    """An officer books one teacher, who rang for themselves."""
    _user, teacher, school = how.pop("who", None) or make_booker(role=Membership.Role.STAFF)
    given = {
        "session_id": session.pk,
        "booker": teacher,
        "school": school,
        "delegates": [me(teacher)],
        "idem_key": uuid.uuid4(),
        "actor": UserFactory(),
        "reason": "Rang us",
        **how,
    }
    return book_for_school(**given)


def seats(session: Session) -> tuple[int, int, int]:
    row = SessionSeats.objects.get(pk=session.pk)
    return row.taken, row.capacity, row.overbook


def waiting(session: Session) -> Booking:
    _user, person, school = make_booker()
    return reserve_places(
        session_id=session.pk,
        booker=person,
        school=school,
        delegates=[me(person)],
        idem_key=uuid.uuid4(),
        actor=person.user,  # type: ignore[arg-type]
        or_wait=True,
    )


def test_a_booking_by_telephone_is_like_any_other_with_who_and_why() -> None:
    officer, session = UserFactory(), SessionFactory(capacity=3)
    booking = book(session, actor=officer)
    event = PlaceEvent.objects.get()
    assert (event.actor, event.reason, event.kind) == (officer, "Rang us", "confirmed")
    assert Message.objects.get().to == booking.booker.email
    assert seats(session) == (1, 3, 0)


def test_staff_book_before_booking_opens_and_after_it_closes_but_not_once_it_began() -> None:
    soon = clock.now() + timedelta(days=1)
    early = SessionFactory(booking_opens_at=soon)
    late = SessionFactory(booking_closes_at=clock.now() - timedelta(hours=1))
    for session in (early, late, SessionFactory(state="closed")):
        assert book(session).places.live().count() == 1
    for session in (SessionFactory(state="draft"), SessionFactory(state="cancelled")):
        with pytest.raises(NotBookable):
            book(session)
    with pytest.raises(NotBookable, match="begun"):
        book(early, now=early.starts_at)


def test_a_full_date_takes_more_people_only_when_staff_say_so() -> None:
    session = SessionFactory(capacity=1)
    make_booking(session)
    with pytest.raises(SessionFull):
        book(session)
    assert Booking.objects.count() == 1
    book(session, over_capacity=True)
    assert seats(session) == (2, 1, 1)


def test_whoever_waits_is_not_passed_over_unless_staff_say_so() -> None:
    session = SessionFactory(capacity=1)
    make_booking(session)
    behind = waiting(session)
    with pytest.raises(OthersWait, match="1 person waits"):
        book(session, over_capacity=True)
    book(session, over_capacity=True, beside_line=True)
    assert behind.places.get().state == Place.State.WAITING
    assert seats(session) == (2, 1, 1)


def test_a_seat_beyond_the_capacity_is_the_first_to_go_and_nobody_is_offered_it() -> None:
    session = SessionFactory(capacity=1)
    first = make_booking(session)
    behind = waiting(session)
    book(session, over_capacity=True, beside_line=True)
    cancel_places(booking=first, actor=None)
    assert seats(session) == (1, 1, 0)
    assert behind.places.get().state == Place.State.WAITING
    with pytest.raises(ValidationError):
        set_capacity(session=session, capacity=0)


def test_a_double_press_books_once() -> None:
    session, key, who = SessionFactory(), uuid.uuid4(), make_booker()
    assert book(session, idem_key=key, who=who) == book(session, idem_key=key, who=who)
    assert seats(session)[0] == 1


def test_who_rang_belongs_to_the_school_and_nobody_goes_twice() -> None:
    session, who = SessionFactory(), make_booker()
    with pytest.raises(NotAllowed):
        book(session, booker=PersonFactory())
    book(session, who=who)
    with pytest.raises(AlreadyBooked):
        book(session, who=who)
