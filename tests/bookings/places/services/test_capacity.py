"""How many places a session has: never fewer than are taken, and more are offered to who waits."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from bookings.places.models import Place
from bookings.places.services.capacity import set_capacity
from tests.factories.places import make_booker, make_booking
from tests.factories.training import SessionFactory
from training.models import SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_fewer_than_are_taken_is_refused_with_what_to_do() -> None:
    session = SessionFactory(capacity=2)
    for _each in range(2):
        make_booking(session)
    with pytest.raises(ValidationError) as refusal:
        set_capacity(session=session, capacity=1)
    assert refusal.value.message_dict["capacity"] == [
        "2 places are taken already: enter 2 or more, or cancel places first."
    ]
    assert SessionSeats.objects.get(pk=session.pk).capacity == 2


def test_places_offered_to_who_waits_are_said_to_be_among_them() -> None:
    session = SessionFactory(capacity=1)
    make_booking(session)
    _user, senco, school = make_booker()
    waiting = make_booking(session, senco, school, or_wait=True)
    set_capacity(session=session, capacity=2)
    assert waiting.places.get().state == Place.State.OFFERED
    with pytest.raises(ValidationError, match="1 of them offered to people who wait"):
        set_capacity(session=session, capacity=1)
