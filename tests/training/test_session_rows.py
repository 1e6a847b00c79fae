"""Sessions in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.base import clock
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory, in_a_week
from tests.factories.vocabulary import DistrictFactory
from training.models import Meeting, Session
from training.session_rows import SessionRow, say_day, say_list, session_rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def row(**kwargs: Any) -> SessionRow:
    SessionFactory(**kwargs)
    (only,) = session_rows(Session.objects.for_rows())
    return only


def test_an_open_session_says_when_where_and_how_many_places() -> None:
    found = row(course=CoursePageFactory(title="Visual support"), capacity=3, taken=1)
    assert found.title == "Visual support"
    assert found.when == clock.say_span(in_a_week(), in_a_week() + timedelta(hours=2))
    assert (found.place, found.places.left, found.bookable) == ("Live online", 2, True)


def test_a_venue_is_named_with_its_town() -> None:
    venue = VenueFactory(name="Laleham Gap School", town="Ramsgate")
    assert row(format="in-person", venue=venue).place == "Laleham Gap School, Ramsgate"


def test_the_room_of_a_single_meeting_is_said() -> None:
    session = SessionFactory()
    Meeting.objects.filter(session=session).update(room="Library")
    (found,) = session_rows(Session.objects.for_rows())
    assert found.meetings == ("Room: Library",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": 1, "taken": 1}, "Full"),
        ({"state": "closed"}, "Booking has closed"),
        ({"state": "cancelled"}, "Cancelled"),
        ({"state": "completed"}, "Has taken place"),
    ],
)
def test_what_cannot_be_booked_is_said_in_words(changes: dict[str, Any], words: str) -> None:
    found = row(**changes)
    assert (found.places.words, found.bookable) == (words, False)


def test_a_session_that_opens_later_says_the_day_and_the_time() -> None:
    opens = clock.now() + timedelta(days=3)
    found = row(booking_opens_at=opens)
    assert found.places.words == f"Booking opens on {say_day(opens)}"
    assert clock.say_time(opens) in found.places.reason


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Dover"], "Dover"),
        (["Dover", "Swale"], "Dover and Swale"),
        (["A", "B", "C"], "A, B and C"),
    ],
)
def test_names_are_listed_as_people_do(names: list[str], said: str) -> None:
    assert say_list(names) == said


def test_a_day_is_the_day_in_kent() -> None:
    assert say_day(date(2027, 3, 9)) == "9 March 2027"
    assert say_day(datetime(2027, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2027"


def test_of_several_meetings_the_first_is_told_and_how_many_there_are() -> None:
    start = in_a_week()
    times = [
        (start + timedelta(weeks=week), start + timedelta(weeks=week, hours=1)) for week in range(3)
    ]
    found = row(meetings=times)
    assert found.when == f"3 meetings, first on {clock.say_span(*times[0])}"
    assert found.meetings == tuple(clock.say_span(*time) for time in times)


def test_a_venue_without_a_town_is_placed_by_its_district() -> None:
    venue = VenueFactory(
        name="Elms School", town="", district=DistrictFactory(slug="dover", name="Dover")
    )
    assert row(format="in-person", venue=venue).place == "Elms School, Dover"


def test_a_full_session_offers_other_dates() -> None:
    SessionFactory(capacity=1, taken=1)
    SessionFactory(starts_at=in_a_week() + timedelta(days=1))
    full, other = session_rows(Session.objects.for_rows())
    assert full.places.reason == "Choose one of the other dates."
    assert other.bookable


def test_the_only_full_session_says_whom_to_ask() -> None:
    assert row(capacity=1, taken=1).places.reason == "No other date has places now: ask us for one."
