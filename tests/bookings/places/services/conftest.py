"""A session of one place with a waiting list, five weeks before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from time_machine import Traveller, travel

from bookings.places.models import Booking
from tests.bookings.places.waiting_steps import MORNING, START
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory
from training.models import Session


@pytest.fixture
def clock_of_the_test() -> Iterator[Traveller]:
    with travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def full(clock_of_the_test: object) -> tuple[Session, Booking]:
    """A session with one place, and who has it."""
    session = SessionFactory(capacity=1, starts_at=START)
    return session, make_booking(session)
