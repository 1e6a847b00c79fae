"""Accepted training gets a date of the school's own, takes place or is cancelled at its terms, and is closed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from bookings.bespoke.choices import State
from bookings.bespoke.errors import CostChanged, NotYours, ReasonMissing, RequestRefused
from bookings.bespoke.models import Cancellation, Request
from bookings.bespoke.services.delivery import (
    cancel_by_staff,
    cancel_for_school,
    close,
    follow_sessions,
    schedule,
    what_cancelling_costs,
)
from bookings.places.errors import NotEligible
from bookings.places.models import Booking, Place
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.reservations import reserve_places
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.bespoke import (
    in_days,
    make_accepted,
    make_arranged,
    make_chargeable,
    make_requester,
    make_scheduled,
    school_of,
)
from tests.factories.places import me
from tests.factories.training import CoursePageFactory
from training.choices import SessionState
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def state_of(request: Request) -> str:
    return str(Request.objects.values_list("state", flat=True).get(pk=request.pk))


def book(request: Request, person: Any = None, school: Any = None) -> Booking:
    booker = person or request.requester
    assert request.session is not None
    return reserve_places(
        session_id=request.session.pk,
        booker=booker,
        school=school or request.school,
        delegates=[me(booker)],
        idem_key=uuid.uuid4(),
        actor=booker.user,
    )


def test_the_date_is_a_session_for_this_school_alone_and_the_school_is_told() -> None:
    request = make_scheduled()
    session = request.session
    assert session is not None
    assert (session.made_for, session.title, session.state) == (
        request.school,
        "Calm lunchtimes",
        SessionState.OPEN,
    )
    assert session.seats.capacity == 12
    assert request.state == State.SCHEDULED
    told = Message.objects.filter(to=request.requester.email).latest("pk")
    assert "Date agreed" in told.body
    assert "2:30" not in told.body
    assert "1:30pm" in told.body


def test_a_date_needs_an_accepted_quote_and_is_agreed_once() -> None:
    with pytest.raises(RequestRefused, match="once a quote is accepted"):
        schedule(request_id=make_chargeable().pk, arranged=make_arranged(), by=UserFactory())
    request = make_scheduled()
    with pytest.raises(RequestRefused, match="only once"):
        schedule(request_id=request.pk, arranged=make_arranged(day=in_days(30)), by=UserFactory())
    assert Session.objects.filter(made_for__isnull=False).count() == 1


def test_what_the_rules_of_sessions_refuse_leaves_nothing_behind() -> None:
    request = make_accepted()
    chargeable = CoursePageFactory(funding="chargeable", price_pence=9_500)
    with pytest.raises(ValidationError, match="paid by its quote"):
        schedule(request_id=request.pk, arranged=make_arranged(course=chargeable), by=UserFactory())
    with pytest.raises(ValidationError, match="where it is held"):
        schedule(request_id=request.pk, arranged=make_arranged(format="in-person"), by=UserFactory())
    assert state_of(request) == State.ACCEPTED
    assert not Session.objects.exists()


def test_its_places_cost_nothing_and_other_schools_cannot_book_them() -> None:
    request = make_scheduled()
    booking = book(request)
    assert (booking.price_pence, booking.terms) == (0, None)
    stranger = make_requester()
    with pytest.raises(NotEligible) as refused:
        book(request, stranger, school_of(stranger))
    assert "This training was made for another school." in str(refused.value.reasons)
    assert request.session.seats.__class__.objects.get(pk=request.session.pk).taken == 1


@pytest.mark.parametrize(("days", "percent", "pence"), [(14, 0, 0), (13, 50, 22_500), (6, 100, 45_000)])
def test_a_school_cancels_at_the_cost_it_was_shown(days: int, percent: int, pence: int) -> None:
    request = make_scheduled(day=in_days(days))
    place = book(request).places.get()
    made = cancel_for_school(
        request_id=request.pk,
        person=request.requester,
        shown_pence=pence,
        actor=request.requester.user,
    )
    assert (made.percent, made.net_pence, made.days_before, made.by_us) == (percent, pence, days, False)
    place.refresh_from_db()
    assert place.state == Place.State.SESSION_CANCELLED
    assert state_of(request) == State.CANCELLED
    again = cancel_for_school(
        request_id=request.pk,
        person=request.requester,
        shown_pence=pence,
        actor=request.requester.user,
    )
    assert again == made


def test_nobody_agrees_to_another_cost_than_they_read() -> None:
    request = make_scheduled(day=in_days(14))
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False), pytest.raises(CostChanged):
        cancel_for_school(
            request_id=request.pk,
            person=request.requester,
            shown_pence=0,
            actor=request.requester.user,
        )
    stranger = make_requester()
    with pytest.raises(NotYours):
        cancel_for_school(request_id=request.pk, person=stranger, shown_pence=0, actor=stranger.user)
    assert not Cancellation.objects.exists()
    assert state_of(request) == State.SCHEDULED


def test_what_we_cancel_costs_nothing_and_a_reason_is_needed() -> None:
    request = make_scheduled(day=in_days(2))
    assert what_cancelling_costs(request).percent == 100
    with pytest.raises(ReasonMissing):
        cancel_by_staff(request_id=request.pk, by_us=True, reason=" ", actor=UserFactory())
    made = cancel_by_staff(
        request_id=request.pk, by_us=True, reason="The trainer is ill", actor=UserFactory()
    )
    assert (made.percent, made.net_pence, made.by_us) == (0, 0, True)
    assert "The trainer is ill. Nothing is charged." in Message.objects.latest("pk").body


def test_before_a_date_is_agreed_cancelling_is_free() -> None:
    request = make_accepted()
    made = cancel_by_staff(request_id=request.pk, by_us=False, reason="They rang", actor=UserFactory())
    assert (made.percent, made.days_before) == (0, None)


def test_once_it_has_begun_it_is_not_cancelled() -> None:
    request = make_scheduled(day=in_days(1))
    later = clock.now() + timedelta(days=3)
    with pytest.raises(RequestRefused, match="has taken place"):
        cancel_by_staff(request_id=request.pk, by_us=True, reason="Ill", actor=UserFactory(), now=later)
    assert not Cancellation.objects.exists()


def test_the_worker_notices_that_it_took_place_and_then_it_is_closed() -> None:
    request = make_scheduled(day=in_days(1))
    with pytest.raises(RequestRefused, match="once its training has taken place"):
        close(request_id=request.pk, by=UserFactory())
    assert follow_sessions() == 0
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert follow_sessions() == 1
        assert follow_sessions() == 0
    assert state_of(request) == State.DELIVERED
    close(request_id=request.pk, by=UserFactory())
    close(request_id=request.pk, by=UserFactory())
    assert state_of(request) == State.CLOSED


def test_a_date_that_is_cancelled_on_its_own_page_leaves_another_to_be_agreed() -> None:
    request = make_scheduled()
    first = request.session
    assert first is not None
    call_off_session(session_id=first.pk, reason="the hall is flooded", actor=UserFactory())
    assert follow_sessions() == 1
    request.refresh_from_db()
    assert (request.state, request.session) == (State.ACCEPTED, None)
    assert "This date is cancelled: the hall is flooded." in request.events.latest("pk").words
    schedule(request_id=request.pk, arranged=make_arranged(day=in_days(40)), by=UserFactory())
    assert state_of(request) == State.SCHEDULED


def test_a_date_that_we_called_off_costs_nothing_before_the_worker_has_noticed() -> None:
    request = make_scheduled(day=in_days(3))
    assert request.session is not None
    call_off_session(session_id=request.session.pk, reason="the hall is flooded", actor=UserFactory())
    assert what_cancelling_costs(Request.objects.get(pk=request.pk)).percent == 0
    with pytest.raises(CostChanged):
        cancel_for_school(
            request_id=request.pk,
            person=request.requester,
            shown_pence=45_000,
            actor=request.requester.user,
        )
    made = cancel_by_staff(request_id=request.pk, by_us=False, reason="They rang", actor=UserFactory())
    assert (made.percent, made.net_pence) == (0, 0)
