"""Whatever people and staff do with a session and its waiting list, in any order, the rules of seats hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Count
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from bookings.places.approvals import services as answers
from bookings.places.eligibility import session_refusal
from bookings.places.line import line_of
from bookings.places.models import Approval, Booking, Place, PlaceEvent, WaitingGroup
from bookings.places.offer_times import is_open_call
from bookings.places.services import cancellations, capacity, ending, reservations, transfers
from bookings.places.session_reads import session_for_booking
from portal.base import clock
from tests.bookings.places.services.approval_rules import ApprovalRules
from tests.bookings.places.services.staff_rules import StaffRules
from tests.bookings.places.services.two_dates import (
    PENCE,
    SCHOOLS,
    STAFF,
    START,
    Crowd,
    TwoDates,
    seats_of,
)
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_colleague
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Kept(TwoDates):
    """What always holds."""

    @invariant()
    def the_counters_are_the_rows_and_nothing_is_oversold(self) -> None:
        for session in self.sessions:
            seats, places = seats_of(session), Place.objects.filter(session=session)
            assert seats.taken == places.holding().count() <= seats.capacity + seats.overbook
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
        found = session_for_booking(session.pk)
        if session_refusal(found, clock.now()):
            return
        for row in line_of(found):
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
                held = any(place.state == "held" for place in booking.places.all())
                waits = "waiting" if booking.active_places else "cancelled"
                assert booking.state == ("approval" if held else waits)

    @invariant()
    def somebody_is_asked_about_each_place_that_is_held_and_about_no_other(self) -> None:
        held = Place.objects.filter(state="held")
        assert not held.exclude(approval__answer="").exists()
        assert not Approval.objects.filter(answer="").exclude(pk__in=held.values("approval")).exists()

    @invariant()
    def nobody_has_two_places_on_one_date(self) -> None:
        twice = Place.objects.active().order_by().values("session", "person").annotate(n=Count("pk"))
        assert not twice.filter(n__gt=1).exists()

    @invariant()
    def each_who_goes_owes_the_same_and_nobody_else_anything(self) -> None:
        for booking in Booking.objects.prefetch_related("places"):
            gone = [place for place in booking.places.all() if place.state == "session_cancelled"]
            if not gone:
                assert booking.price_pence == PENCE * len(booking.live_people)


class WithStaff(ApprovalRules, StaffRules, Kept):
    """Everything anybody can do."""


class Heads(ApprovalRules, Kept):
    """Without staff, so that answers of heads meet a waiting list often."""


class MoreOrLessRoom(Kept):
    """Staff change the capacity, and do nothing else."""

    change_the_capacity = StaffRules.change_the_capacity


class RoomElsewhere(Kept):
    """The second date takes everybody who leaves the first, so that changes of the date succeed often."""

    def __init__(self) -> None:
        super().__init__()
        SessionSeats.objects.filter(pk=self.sessions[1].pk).update(capacity=SCHOOLS * STAFF)


@pytest.fixture
def crowd() -> Iterator[None]:
    """Schools with staff; those who book go first."""
    made: Crowd = []
    for _school in range(SCHOOLS):
        _user, booker, school = make_booker()
        made.append((booker, school, [booker, *(make_colleague(school) for _ in range(STAFF - 1))]))
    TwoDates.crowd, TwoDates.officer = made, UserFactory()
    yield
    del TwoDates.crowd, TwoDates.officer


def try_everything(examples: int, machine: type[Kept] = WithStaff) -> None:
    """The same tries every time, and no search for a shorter failure."""
    run_state_machine_as_test(
        machine,
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
@pytest.mark.parametrize(
    ("forgetful", "machine"),
    [
        (reservations, Kept),
        (cancellations, Kept),
        (transfers, RoomElsewhere),
        (capacity, MoreOrLessRoom),
        (answers, Heads),
    ],
)
def test_a_change_that_forgets_to_hand_seats_on_is_found(
    forgetful: Any, machine: type[Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetful, "promote", lambda **_asked: [])
    with pytest.raises(AssertionError, match="could have one of"):
        try_everything(300, machine)  # the first that finds it ends them


@pytest.mark.usefixtures("crowd")
def test_a_place_that_ends_and_keeps_its_seat_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "free_seats", lambda **_asked: None)
    with pytest.raises(AssertionError):
        try_everything(300)


@pytest.mark.usefixtures("crowd")
def test_a_price_that_stays_when_a_place_has_gone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Booking, "share", lambda *_booking, **_places: 0)
    with pytest.raises(AssertionError):
        try_everything(300)
