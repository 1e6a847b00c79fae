"""A session offered again on another day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bookings.places.services.copies import copy_session
from portal.base import clock
from tests.factories.training import SessionFactory, TrainerFactory
from tests.factories.vocabulary import DistrictFactory

pytestmark = pytest.mark.django_db


def test_a_copy_keeps_the_wall_clock_time_when_the_clocks_change() -> None:
    start = datetime(2027, 3, 9, 9, 30, tzinfo=clock.LONDON)
    session = SessionFactory(meetings=[(start, start.replace(hour=12))])
    copy = copy_session(session=session, first_day=date(2027, 4, 20))
    assert [str(meeting) for meeting in copy.meetings.all()] == [
        "Tuesday 20 April 2027, 9:30am to 12:30pm"
    ]
    assert copy.starts_at is not None
    assert copy.starts_at.utcoffset() != start.utcoffset()


def test_a_copy_is_a_draft_with_the_same_people_limits_and_places_but_no_bookings() -> None:
    session = SessionFactory(
        capacity=18, taken=5, trainers=[TrainerFactory()], districts=[DistrictFactory()]
    )
    copy = copy_session(session=session, first_day=date(2027, 3, 9))
    assert copy.state == "draft"
    assert (copy.seats.capacity, copy.seats.taken) == (18, 0)
    assert list(copy.trainers.all()) == list(session.trainers.all())
    assert list(copy.districts.all()) == list(session.districts.all())
    assert copy.uid != session.uid


def test_a_session_without_meetings_can_be_copied() -> None:
    session = SessionFactory(state="draft", meetings=[])
    assert copy_session(session=session, first_day=date(2027, 3, 9)).starts_at is None
