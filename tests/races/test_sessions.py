"""Sessions that are moved or cancelled while people book them: everybody ends up knowing how it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.moves import plan_of
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.bookings.places.test_viewsets import edit_form
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory
from tests.races.clients import Press, press_together
from tests.races.crowd import crowd_for, staff_cookie_of
from tests.races.test_seats import confirm, errors
from training.models import Session, SessionSeats
from training.services import MeetingTime

pytestmark = pytest.mark.both_databases

START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
CROWD = 30


def officer() -> str:
    return staff_cookie_of(UserFactory(is_superuser=True))


@pytest.mark.parametrize("capacity", [100, 5], ids=["all book", "most join the waiting list"])
def test_who_books_or_joins_while_the_session_is_cancelled_has_no_place_and_knows(
    live_portal: str, capacity: int
) -> None:
    session = SessionFactory(starts_at=START, capacity=capacity)
    crowd = crowd_for(session, [1] * CROWD)
    asks = [confirm(session, who) for who in crowd]
    asks = [replace(ask, fields={**ask.fields, "or_wait": "on"}) for ask in asks]
    address = reverse("sessions:cancel", args=[session.pk])
    cancels = [Press(address, {"reason": "The trainer is ill"}, officer())] * 2
    answers = press_together(live_portal, [*asks, *cancels])
    assert not errors(answers)
    seats = SessionSeats.objects.get(pk=session.pk)
    assert Session.objects.get(pk=session.pk).state == "cancelled"
    assert (seats.taken, seats.waiting) == (0, 0)
    assert not Place.objects.active().exists()
    offered = PlaceEvent.objects.filter(kind=PlaceEvent.Kind.OFFERED)
    assert not offered.exists()
    for who, answer in zip(crowd, answers, strict=False):
        told = Message.objects.filter(to=who.user.email, template_key="session-cancelled-booker")
        assert told.count() == (1 if answer.booked else 0)
        assert Booking.objects.filter(booker=who.person).count() == (1 if answer.booked else 0)


def test_who_books_while_the_session_is_moved_reads_of_the_new_day_last(live_portal: str) -> None:
    session = SessionFactory(starts_at=START, capacity=100)
    make_booking(session)
    crowd = crowd_for(session, [1] * CROWD)
    later = START + timedelta(days=1)
    plan = plan_of(session=session, meetings=[MeetingTime(later, later + timedelta(hours=2))])
    assert plan is not None
    data = edit_form(session, capacity="100") | {
        "meetings-0-starts_at": f"{later:%Y-%m-%d %H:%M}",
        "meetings-0-ends_at": f"{later + timedelta(hours=2):%Y-%m-%d %H:%M}",
        "confirmed": plan.mark,
    }
    move = Press(reverse("sessions:edit", args=[session.pk]), data, officer())
    buys = [confirm(session, who) for who in crowd]
    answers = press_together(live_portal, [*buys[: CROWD // 2], move, move, *buys[CROWD // 2 :]])
    assert not errors(answers)
    assert Session.objects.get(pk=session.pk).starts_at == later
    places = Place.objects.live().select_related("person")
    assert SessionSeats.objects.get(pk=session.pk).taken == len(places)
    for place in places:
        last = Message.objects.filter(to=place.person.email).order_by("pk").last()
        assert last is not None
        assert "Wednesday 10 March 2027" in last.body
