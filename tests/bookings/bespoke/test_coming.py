"""Quotes that a school can accept, and what it accepted, stand on finance's page for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bookings.bespoke.coming import coming_requests
from portal.base import clock
from tests.factories.bespoke import in_days, make_quote, make_request, make_scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_quote_asks_to_be_accepted_until_its_last_day_is_over() -> None:
    request = make_quote().request
    (row,) = coming_requests([request.school_id])
    assert row.asks
    assert row.state == f"Quote: accept it by {clock.say_date(in_days(30))}"
    assert (row.net_pence, row.day) == (45_000, in_days(30))
    assert row.href == reverse("bespoke:request", args=[request.reference])
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert list(coming_requests([request.school_id])) == []


def test_what_is_accepted_stands_there_with_its_date_and_what_is_only_asked_for_does_not() -> None:
    request = make_scheduled()
    (row,) = coming_requests([request.school_id])
    assert (row.text, row.state, row.asks) == (
        "Training made for your school: Calm lunchtimes",
        "Accepted",
        False,
    )
    assert row.day == in_days(20)
    assert list(coming_requests([make_request().school_id])) == []
