"""A session read for booking is what a list of them says of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from bookings.places.session_reads import session_for_booking, session_seen_by, sessions_for_booking
from portal.base import clock
from tests.factories.places import make_booker, make_booking
from tests.factories.training import SessionFactory, VenueFactory
from tests.factories.vocabulary import DistrictFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def said(session: Any) -> dict[str, Any]:
    rows = {name: value for name, value in vars(session).items() if name != "_state"}
    return {**rows, "course": session.course.title, "venue": session.venue, "left": session.seats.left}


def test_a_session_has_all_that_booking_needs() -> None:
    SessionFactory()
    session = SessionFactory(capacity=7, venue=VenueFactory(), districts=[DistrictFactory()])
    whole = sessions_for_booking().get(pk=session.pk)
    assert said(session_for_booking(session.pk)) == said(whole)
    assert said(session_seen_by(session.uid, clock.now())) == {**said(whole), "pressed_as": None}


def test_who_presses_reads_what_the_same_form_has_booked_for_them_and_nobody_else() -> None:
    user, person, school = make_booker()
    stranger, _person, _school = make_booker()
    booking = make_booking(SessionFactory(), person, school)
    uid, key = booking.session.uid, booking.idem_key

    def pressed_as(key: UUID | None, by: int) -> str | None:
        reference: str | None = session_seen_by(uid, clock.now(), key=key, user_id=by).pressed_as
        return reference

    assert pressed_as(key, user.pk) == booking.reference
    assert pressed_as(key, stranger.pk) is None
    assert pressed_as(uuid4(), user.pk) is None
    assert pressed_as(None, user.pk) is None


def test_a_session_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(Session.DoesNotExist):
        session_for_booking(1)
    assert session_seen_by(uuid4(), clock.now()) is None


def test_what_the_public_may_not_see_yet_is_seen_once_its_day_has_come() -> None:
    day = clock.now() + timedelta(days=1)
    session = SessionFactory(visible_from=day)
    assert session_seen_by(session.uid, day - timedelta(minutes=1)) is None
    assert session_seen_by(session.uid, day) == session
    Session.objects.update(state="draft")
    assert session_seen_by(session.uid, day) is None
