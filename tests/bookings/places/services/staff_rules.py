"""What staff do to a date and its bookings."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.places.delegates import Delegate
from bookings.places.errors import CannotCallOff, CannotConfirm
from bookings.places.models import Booking, Place, PlaceEvent, WaitingGroup
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.capacity import set_capacity
from bookings.places.services.confirming import confirm_session
from bookings.places.services.offers import sweep_offers
from bookings.places.services.staff_bookings import book_for_school
from bookings.places.services.substitutions import substitute
from bookings.places.services.waiting import pin_group
from portal.base import clock
from tests.bookings.places.services.two_dates import (
    STAFF,
    START,
    TwoDates,
    a_date,
    a_school,
    any_row,
    seats_of,
)
from training.models import Session, SessionSeats

seldom = st.integers(0, 5).map(lambda number: number == 5)
"""What ends a date would else leave nothing to happen to it."""


def _counted(seats: SessionSeats) -> tuple[int, int, int]:
    return seats.taken, seats.waiting, seats.overbook


class StaffRules(TwoDates):
    """Officers book by phone, put first, send a colleague instead, and change, confirm, close and cancel dates."""

    @precondition(lambda self: WaitingGroup.objects.exists())
    @rule(which=any_row)
    def put_a_group_first_or_back(self, which: int) -> None:
        group = self._pick(WaitingGroup.objects.order_by("pk"), which)
        pin_group(group=group, pinned=not group.pinned, actor=self.officer, reason="Tried")

    @rule(
        school=a_school,
        number=st.integers(1, STAFF),
        date=a_date,
        over=st.booleans(),
        beside=st.booleans(),
    )
    def ring_an_officer(self, school: int, number: int, date: int, over: bool, beside: bool) -> None:
        seats = seats_of(self.sessions[date])
        how = {"reason": "Rang us", "over_capacity": over, "beside_line": beside}
        if self._book(book_for_school, school, number, date, self.officer, **how):
            assert over or seats.taken + number <= seats.capacity
            assert beside or seats.waiting == 0

    @precondition(lambda self: Place.objects.live().exists())
    @rule(which=any_row, colleague=st.integers(0, STAFF - 1))
    def let_a_colleague_go_instead(self, which: int, colleague: int) -> None:
        place = self._pick(Place.objects.live().order_by("pk"), which)
        staff = next(staff for _, school, staff in self.crowd if school.pk == place.booking.school_id)
        before = _counted(seats_of(place.session))
        delegate = Delegate(person_id=staff[colleague].pk)
        active = Place.objects.active().filter(session=place.session_id, person=staff[colleague])
        there = active.exists()
        done = self._try(
            lambda: substitute(place=place, delegate=delegate, actor=self.officer, staff=True)
        )
        assert not (done and there)
        assert _counted(seats_of(place.session)) == before

    @rule(capacity=st.integers(1, 6), date=a_date)
    def change_the_capacity(self, capacity: int, date: int) -> None:
        taken = seats_of(self.sessions[date]).taken
        try:
            set_capacity(session=self.sessions[date], capacity=capacity)
        except ValidationError:
            assert capacity < taken

    @rule(date=a_date)
    def say_that_it_goes_ahead(self, date: int) -> None:
        session = self.sessions[date]
        try:
            told = confirm_session(session_id=session.pk, actor=self.officer)
        except CannotConfirm:
            assert not self._is_open(session)
            return
        assert all(place.state == "confirmed" for place in told)

    @rule(date=a_date, sure=seldom)
    def close_booking(self, date: int, sure: bool) -> None:
        if not sure or not self._is_open(self.sessions[date]):
            return
        Session.objects.filter(pk=self.sessions[date].pk).update(booking_closes_at=clock.now())
        sweep_offers()
        assert seats_of(self.sessions[date]).waiting == 0

    @rule(date=a_date, sure=seldom)
    def call_it_off(self, date: int, sure: bool) -> None:
        session = self.sessions[date]
        if not sure:
            return
        offered = PlaceEvent.objects.filter(kind="offered").count()
        owed = dict(Booking.objects.filter(session=session).values_list("pk", "price_pence"))
        again = Session.objects.filter(pk=session.pk, state="cancelled").exists()
        try:
            ended = call_off_session(session_id=session.pk, reason="Ill", actor=self.officer)
        except CannotCallOff:
            assert clock.now() >= START
            return
        assert not (again and ended)
        assert _counted(seats_of(session))[:2] == (0, 0)
        assert PlaceEvent.objects.filter(kind="offered").count() == offered
        for place in ended:
            booking = Booking.objects.get(pk=place.booking_id)
            assert (booking.state, booking.refund_pence) == ("cancelled", owed[booking.pk])

    def _is_open(self, session: Session) -> bool:
        """Neither begun nor cancelled."""
        return (
            clock.now() < START
            and Session.objects.exclude(state="cancelled").filter(pk=session.pk).exists()
        )
