"""Two dates of a course with few places, and the schools that want them: what a machine of rules begins with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from time_machine import travel

from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.models import Booking, Place, WaitingGroup
from bookings.places.offer_times import is_open_call
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.offers import sweep_offers
from bookings.places.services.reservations import reserve_places
from bookings.places.services.transfers import transfer_places
from bookings.places.services.waiting import accept_offer, claim_places, decline_offer
from portal.accounts.models import Person, School, User
from portal.base import clock
from portal.base.clock import LONDON
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session, SessionSeats

NOW = datetime(2027, 3, 1, 9, tzinfo=LONDON)
START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
SCHOOLS, STAFF = 6, 4
PENCE = 9501
"""What each place costs: no share of it is a round number."""

Crowd = list[tuple[Person, School, list[Person]]]

a_school = st.integers(0, SCHOOLS - 1)
a_date = st.integers(0, 1)
any_row = st.integers(0, 40)


def seats_of(session: Session) -> SessionSeats:
    return SessionSeats.objects.get(pk=session.pk)


class TwoDates(RuleBasedStateMachine):
    """Schools book, wait, answer, cancel, change the date and let time pass."""

    crowd: Crowd
    officer: User

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()
        self._travel = travel(NOW, tick=False)
        self._clock = self._travel.start()
        course = CoursePageFactory(funding="chargeable", price_pence=PENCE)
        first: Session = SessionFactory(course=course, capacity=2, starts_at=START)
        self.sessions = [first, SessionFactory(course=first.course, capacity=2, starts_at=START)]
        self._seen = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undo.__exit__(None, None, None)
        self._travel.stop()

    # What people do

    @rule(school=a_school, number=st.integers(1, STAFF), together=st.booleans(), date=a_date)
    def join_or_book(self, school: int, number: int, together: bool, date: int) -> None:
        self._reserve(school, number, date, or_wait=True, together=together)

    @rule(school=a_school, number=st.integers(1, STAFF), date=a_date)
    def come_by_the_public_door(self, school: int, number: int, date: int) -> None:
        seats = seats_of(self.sessions[date])
        booking = self._reserve(school, number, date, or_wait=False)
        if booking is not None:
            assert seats.waiting == 0 and seats.taken + number <= seats.capacity

    @precondition(lambda self: Place.objects.active().exists())
    @rule(which=any_row)
    def cancel_a_place(self, which: int) -> None:
        place = self._pick(Place.objects.active().order_by("pk"), which)
        self._try(lambda: cancel_places(booking=place.booking, places=[place], actor=None))

    @precondition(lambda self: Place.objects.filter(state="offered").exists())
    @rule(which=any_row, answer=st.sampled_from([accept_offer, decline_offer]))
    def answer_an_offer(self, which: int, answer: Callable[..., Any]) -> None:
        place = self._pick(Place.objects.filter(state="offered").order_by("pk"), which)
        over = place.offer_expires_at is not None and place.offer_expires_at <= clock.now()
        group = WaitingGroup.objects.get(booking=place.booking)
        done = self._try(lambda: answer(group=group, places=[place]))
        if answer is accept_offer and over:
            assert not done

    @precondition(lambda self: Place.objects.filter(state="waiting").exists())
    @rule(which=any_row)
    def take_a_free_place(self, which: int) -> None:
        place = self._pick(Place.objects.filter(state="waiting").order_by("pk"), which)
        seats = seats_of(place.session)
        group = WaitingGroup.objects.get(booking=place.booking)
        if self._try(lambda: claim_places(group=group, places=[place])):
            assert seats.taken < seats.capacity
            assert is_open_call(starts_at=START, now=clock.now())

    @precondition(lambda self: Place.objects.live().exists())
    @rule(which=any_row)
    def change_the_date(self, which: int) -> None:
        place = self._pick(Place.objects.live().order_by("pk"), which)
        other = next(session for session in self.sessions if session.pk != place.session_id)
        room = seats_of(other).left
        moved = self._try(
            lambda: transfer_places(
                booking=place.booking, places=[place], to_session_id=other.pk, actor=self.officer
            )
        )
        assert not moved or room > 0

    @rule(hours=st.sampled_from([1, 3, 12, 30, 70]), swept=st.booleans())
    def let_time_pass(self, hours: int, swept: bool) -> None:
        self._clock.shift(timedelta(hours=hours))
        if swept:
            sweep_offers()

    # How they do it

    def _reserve(self, school: int, number: int, date: int, **how: Any) -> Booking | None:
        actor = self.crowd[school][0].user
        return self._book(reserve_places, school, number, date, actor, **how)

    def _book(
        self,
        service: Callable[..., Booking],
        school: int,
        number: int,
        date: int,
        actor: Any,
        **how: Any,
    ) -> Booking | None:
        booker, where, staff = self.crowd[school]
        return self._try(
            lambda: service(
                session_id=self.sessions[date].pk,
                booker=booker,
                school=where,
                delegates=[Delegate(person_id=person.pk) for person in staff[:number]],
                idem_key=uuid.uuid4(),
                actor=actor,
                **how,
            )
        )

    def _try(self, what: Callable[[], Any]) -> Any:
        """A refusal is an answer too; it must have written nothing, which the invariants see."""
        try:
            return what()
        except BookingRefused:
            return None

    def _pick(self, rows: Any, which: int) -> Any:
        found = list(rows)
        return found[which % len(found)]
