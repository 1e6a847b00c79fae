"""What of a session concerns those who booked it, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from portal.base.clock import LONDON
from training.arrangements import Arrangement, differences, is_moved
from training.services import MeetingTime
from training.sessions import Venue

START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
MORNING = MeetingTime(START, START + timedelta(hours=2), "Library")
BEFORE = Arrangement((MORNING,), "online", None, "https://meet.example/1")
HALL = Venue(pk=1, name="Village hall", town="Deal", postcode="CT14 6AA")


@pytest.mark.parametrize(
    ("after", "about", "moved"),
    [
        (BEFORE, [], False),
        (replace(BEFORE, meetings=(replace(MORNING, room="Hall"),)), ["Room"], False),
        (replace(BEFORE, meetings=(replace(MORNING, ends_at=START),)), ["When"], True),
        (replace(BEFORE, format="in-person", venue=HALL), ["How", "Where"], True),
        (replace(BEFORE, link="https://meet.example/2"), ["Link to join"], False),
        (replace(BEFORE, link=""), [], False),
        (replace(BEFORE, meetings=()), ["When"], True),
    ],
)
def test_each_thing_that_changed_is_named(after: Arrangement, about: list[str], moved: bool) -> None:
    assert [change.about for change in differences(BEFORE, after)] == about
    assert is_moved(BEFORE, after) is moved


def test_the_link_itself_is_never_said() -> None:
    (change,) = differences(BEFORE, replace(BEFORE, link="https://meet.example/2"))
    assert "https" not in change.before + change.now


def test_the_venue_is_said_with_its_address() -> None:
    changes = differences(BEFORE, replace(BEFORE, venue=HALL))
    assert (changes[0].before, changes[0].now) == ("No venue", "Village hall, Deal, CT14 6AA")
