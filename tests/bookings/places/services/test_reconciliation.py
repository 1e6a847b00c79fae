"""The nightly comparison of seats with places."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from bookings.places.models import SeatCheck
from bookings.places.services.reconciliation import reconcile, reconcile_when_due
from portal.base.clock import LONDON
from portal.outbox.due import run_due
from tests.factories.places import make_booking
from training.models import SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_seats_that_equal_live_places_are_good_news() -> None:
    make_booking()
    assert reconcile().differences == []


def test_a_difference_is_an_alarm_and_is_never_mended(caplog: pytest.LogCaptureFixture) -> None:
    booking = make_booking()
    SessionSeats.objects.filter(pk=booking.session_id).update(taken=3)
    check = reconcile()
    assert check.differences == [
        {"session_id": booking.session_id, "taken": 3, "live": 1, "waiting": 0, "in_line": 0}
    ]
    assert "look at it by hand" in caplog.text
    assert SessionSeats.objects.get(pk=booking.session_id).taken == 3


def test_it_runs_once_a_night_from_two_in_the_morning() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 1, 59, tzinfo=LONDON), tick=False):
        assert reconcile_when_due() is None
    with time_machine.travel(datetime(2026, 11, 24, 2, 0, tzinfo=LONDON), tick=False):
        assert reconcile_when_due() is not None
        assert reconcile_when_due() is None
    assert SeatCheck.objects.count() == 1


def test_the_worker_makes_the_nightly_check() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 3, 0, tzinfo=LONDON), tick=False):
        assert run_due() == []
    assert SeatCheck.objects.count() == 1
