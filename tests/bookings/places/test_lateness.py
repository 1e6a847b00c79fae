"""Work of bookings that is late shows on the page of background work, and no other work does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from time_machine import Traveller, travel

from bookings.places.lateness import late_work
from bookings.places.models import Place
from bookings.places.reminders.services import remind_who_is_due
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.offers import sweep_offers
from bookings.places.services.reconciliation import reconcile_when_due
from portal.base import clock
from portal.base.clock import LONDON
from tests.bookings.places.waiting_steps import wait_for
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2027, 3, 1, 9, tzinfo=LONDON)
START = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def at() -> Iterator[Traveller]:
    """Today's check has been made."""
    with travel(NOW, tick=False) as traveller:
        reconcile_when_due()
        yield traveller


def late() -> list[str]:
    return [row.what for row in late_work(clock.now())]


def test_an_offer_whose_time_is_over_is_late_until_it_is_handed_on(at: Traveller) -> None:
    session = SessionFactory(capacity=1, starts_at=START)
    holder = make_booking(session)
    wait_for(session)
    cancel_places(booking=holder, actor=None)
    assert late() == []
    until = Place.objects.get(state="offered").offer_expires_at
    assert until is not None
    at.move_to(until + timedelta(minutes=1))
    reconcile_when_due()
    assert late() == ["Offers of places whose time is over, to hand on"]
    sweep_offers()
    assert late() == []


def test_reminders_that_nobody_sent_are_late_until_they_are_sent(at: Traveller) -> None:
    make_booking(SessionFactory(starts_at=START))
    at.move_to(START - timedelta(days=6, hours=20))
    reconcile_when_due()
    [what] = late()
    assert what.startswith("Reminders: 7 days before")
    remind_who_is_due()
    assert late() == []


def test_a_session_of_which_no_officer_was_told_is_late_from_seven_in_the_morning(
    at: Traveller,
) -> None:
    SessionFactory(starts_at=START, minimum=3, decide_by=NOW.date())
    at.move_to(NOW.replace(hour=6, minute=59))
    assert late() == []
    at.move_to(NOW.replace(hour=7, minute=1))
    assert late() == ["Sessions to decide about, of which no officer has been told"]


def test_a_night_without_the_check_of_seats_is_late_from_two_in_the_morning(at: Traveller) -> None:
    at.move_to(datetime(2027, 3, 2, 1, 59, tzinfo=LONDON))
    assert late() == []
    at.move_to(datetime(2027, 3, 2, 2, 1, tzinfo=LONDON))
    assert late() == ["The nightly check that seats equal places"]
    reconcile_when_due()
    assert late() == []
