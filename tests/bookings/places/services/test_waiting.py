"""Whatever people do with a session and its waiting list, in any order, the rules of seats hold."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from time_machine import travel

from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.line import line_of
from bookings.places.models import Booking, Place, PlaceEvent, WaitingGroup
from bookings.places.offer_times import is_open_call
from bookings.places.services import cancellations, reservations, transfers
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.capacity import set_capacity
from bookings.places.services.offers import sweep_offers
from bookings.places.services.reservations import reserve_places
from bookings.places.services.transfers import transfer_places
from bookings.places.services.waiting import accept_offer, claim_places, decline_offer, pin_group
from bookings.places.session_reads import sessions_for_booking
from portal.accounts.models import Person, School, User
from portal.base import clock
from portal.base.clock import LONDON
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_colleague
from tests.factories.training import SessionFactory
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2027, 3, 1, 9, tzinfo=LONDON)
START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
SCHOOLS, STAFF = 6, 4

Crowd = list[tuple[Person, School, list[Person]]]


a_school = st.integers(0, SCHOOLS - 1)
a_date = st.integers(0, 1)
any_row = st.integers(0, 40)


def seats_of(session: Session) -> SessionSeats:
    return SessionSeats.objects.get(pk=session.pk)


class WaitingList(RuleBasedStateMachine):
    """Two dates of a course with few places, and schools that book, wait, answer, cancel, change the date
    and let time pass."""

    crowd: Crowd
    officer: User

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()
        self._travel = travel(NOW, tick=False)
        self._clock = self._travel.start()
        first: Session = SessionFactory(capacity=2, starts_at=START)
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

    @precondition(lambda self: WaitingGroup.objects.exists())
    @rule(which=any_row)
    def put_a_group_first_or_back(self, which: int) -> None:
        group = self._pick(WaitingGroup.objects.order_by("pk"), which)
        pin_group(group=group, pinned=not group.pinned, actor=self.officer, reason="Tried")

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

    @rule(capacity=st.integers(1, 6), date=a_date)
    def change_the_capacity(self, capacity: int, date: int) -> None:
        taken = seats_of(self.sessions[date]).taken
        try:
            set_capacity(session=self.sessions[date], capacity=capacity)
        except ValidationError:
            assert capacity < taken

    @rule(hours=st.sampled_from([1, 3, 12, 30, 70]), swept=st.booleans())
    def let_time_pass(self, hours: int, swept: bool) -> None:
        self._clock.shift(timedelta(hours=hours))
        if swept:
            sweep_offers()

    # What always holds

    @invariant()
    def the_counters_are_the_rows_and_nothing_is_oversold(self) -> None:
        for session in self.sessions:
            seats, places = seats_of(session), Place.objects.filter(session=session)
            assert seats.taken == places.holding().count() <= seats.capacity
            assert seats.waiting == places.filter(state="waiting").count()

    @invariant()
    def no_seat_is_idle_beside_somebody_who_wants_it(self) -> None:
        now = clock.now()
        if now >= START or is_open_call(starts_at=START, now=now):
            return
        for session in self.sessions:
            seats = seats_of(session)
            self._look_for_an_idle_seat(session, seats.capacity - seats.taken)

    def _look_for_an_idle_seat(self, session: Session, free: int) -> None:
        for row in line_of(sessions_for_booking().get(pk=session.pk)):
            if not row.waiting:
                continue
            fits = len(row.waiting) <= free if row.group.together else free > 0
            assert not fits, f"{row.group} could have one of {free} free seats"
            if row.group.pinned and row.group.together:
                return

    @invariant()
    def nobody_is_passed_over_who_came_first(self) -> None:
        new = PlaceEvent.objects.filter(kind="offered", pk__gt=self._seen).select_related(
            "place__booking"
        )
        offered = [WaitingGroup.objects.get(booking=event.place.booking) for event in new]
        self._seen = max([self._seen, *(event.pk for event in new)])
        waiting = WaitingGroup.objects.filter(booking__places__state="waiting", together=False)
        for group in offered:
            earlier = waiting.filter(session=group.session, pk__lt=group.pk, pinned=group.pinned)
            assert not earlier.exists(), f"{group} passed {earlier.first()}"

    @invariant()
    def a_booking_is_what_its_places_are(self) -> None:
        for booking in Booking.objects.prefetch_related("places"):
            if booking.live_people:
                assert booking.state == "confirmed"
            else:
                assert booking.state == ("waiting" if booking.active_places else "cancelled")

    # How they do it

    def _reserve(self, school: int, number: int, date: int, **how: Any) -> Booking | None:
        booker, where, staff = self.crowd[school]
        return self._try(
            lambda: reserve_places(
                session_id=self.sessions[date].pk,
                booker=booker,
                school=where,
                delegates=[Delegate(person_id=person.pk) for person in staff[:number]],
                idem_key=uuid.uuid4(),
                actor=booker.user,  # type: ignore[arg-type]
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


@pytest.fixture
def crowd() -> Iterator[None]:
    """Schools with staff; those who book go first."""
    made: Crowd = []
    for _school in range(SCHOOLS):
        _user, booker, school = make_booker()
        made.append((booker, school, [booker, *(make_colleague(school) for _ in range(STAFF - 1))]))
    WaitingList.crowd, WaitingList.officer = made, UserFactory()
    yield
    del WaitingList.crowd, WaitingList.officer


def try_everything(examples: int) -> None:
    """The same tries every time, and no search for a shorter failure."""
    run_state_machine_as_test(
        WaitingList,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.usefixtures("crowd")
def test_seats_and_waiting_list_keep_their_rules_whatever_people_do() -> None:
    try_everything(20)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("forgetful", [reservations, cancellations, transfers])
def test_a_change_that_forgets_to_hand_seats_on_is_found(
    forgetful: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetful, "promote", lambda **_asked: [])
    with pytest.raises(AssertionError, match="could have one of"):
        try_everything(300)  # the first that finds it ends them
