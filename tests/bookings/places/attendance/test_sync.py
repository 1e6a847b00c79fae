"""What a phone sends is read strictly, and its clock is believed only for how long ago."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bookings.places.attendance.models import Presence
from bookings.places.attendance.services import Mark
from bookings.places.attendance.sync import MOST_MARKS, OLDEST, Unreadable, read_marks
from portal.base.clock import LONDON

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=LONDON)
SENT = 1_800_000_000_000
KEY = "11111111-1111-4111-8111-111111111111"


def said(**changes: Any) -> dict[str, Any]:
    """A mark made a minute before it is sent."""
    return {
        "key": KEY,
        "place": 5,
        "meeting": 7,
        "state": "part",
        "at": SENT - 60_000,
        "seen": 2,
        **changes,
    }


def message(*marks: Any, **changes: Any) -> bytes:
    return json.dumps({"sent": SENT, "device": "a1b2", "marks": list(marks), **changes}).encode()


def read_one(**changes: Any) -> Mark:
    [mark] = read_marks(message(said(**changes)), now=NOW)[0]
    return mark


def test_a_mark_was_made_as_long_ago_as_the_phone_says_whatever_its_clock_shows() -> None:
    made = Mark(5, 7, Presence.PART, NOW - timedelta(minutes=1), 2, UUID(KEY))
    assert read_marks(message(said()), now=NOW) == ([made], "a1b2")


def test_a_time_to_come_is_cut_to_now_and_one_of_long_ago_to_two_days() -> None:
    assert read_one(at=SENT + 3_600_000).at == NOW
    assert read_one(at=0).at == NOW - OLDEST


def test_a_device_is_told_apart_by_printable_words_of_sensible_length() -> None:
    _marks, device = read_marks(message(said(), device="a\u202e\r\nb" + "x" * 100), now=NOW)
    assert device == ("ab" + "x" * 58)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        message(),
        message(*[said()] * (MOST_MARKS + 1)),
        message(said(), sent="soon"),
        message(said(), sent=-1),
        message(said(), device=None),
        message(said(), device=5),
        message("5"),
        message(said(state="asleep")),
        message(said(place="5")),
        message(said(place=True)),
        message(said(place=-1)),
        message(said(place=10**20)),
        message(said(meeting=1.5)),
        message(said(seen=None)),
        message(said(key="5")),
        message(said(key=5)),
        message({"place": 5}),
    ],
)
def test_anything_else_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_marks(body, now=NOW)
