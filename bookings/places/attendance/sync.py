"""What a phone sends when it is on-line again, read strictly; and what it is answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bookings.places.attendance.models import Presence
from bookings.places.attendance.page import Row
from bookings.places.attendance.services import Mark, Marked

MOST_MARKS = 500
"""Of one message: more than a large session's people at all its meetings."""

OLDEST = timedelta(days=2)
"""A phone keeps marks for a day. What claims to be older has a clock that is wrong."""

LATEST_ID = 10**18


class Unreadable(Exception):
    """The message is not one of ours."""


def read_marks(body: bytes, *, now: datetime) -> tuple[list[Mark], str]:
    """The marks of a message and the device that sent it. Raises ``Unreadable``.

    ``sent`` and ``at`` are by the device's clock, in milliseconds. Only how long before the sending a mark
    was made is believed, so that a clock that is wrong shifts nothing; and never a time to come.
    """
    try:
        said = json.loads(body)
        sent, device, marks = _number(said["sent"]), said["device"], said["marks"]
        if not isinstance(marks, list) or not 0 < len(marks) <= MOST_MARKS:
            raise Unreadable
        return [_mark(mark, sent, now) for mark in marks], _words(device)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Unreadable from error


def _mark(said: dict[str, Any], sent: int, now: datetime) -> Mark:
    age = timedelta(milliseconds=min(max(sent - _number(said["at"]), 0), 10**12))
    return Mark(
        place_id=_number(said["place"]),
        meeting_id=_number(said["meeting"]),
        state=Presence(said["state"]),
        at=now - min(age, OLDEST),
        seen=_number(said["seen"]),
        key=UUID(said["key"]),
    )


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LATEST_ID:
        raise Unreadable
    return value


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable
    return "".join(letter for letter in value if letter.isprintable())[:60]


def answer(done: Sequence[Marked], rows: Sequence[Row]) -> dict[str, Any]:
    """What became of each mark, and how everybody is marked now."""
    return {
        "marks": [{"key": str(one.mark.key), "refusal": one.refusal} for one in done],
        "rows": [
            {
                "place": row.place.pk,
                "state": row.state,
                "version": row.version,
                "marked": row.marked,
                "note": row.note,
            }
            for row in rows
        ],
    }
