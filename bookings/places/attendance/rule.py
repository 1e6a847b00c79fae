"""When a place counts as attended; arithmetic only."""

from __future__ import annotations

from collections.abc import Collection

from bookings.places.attendance.models import Outcome, Presence


def outcome(marks: Collection[str | None], *, needed: int | None) -> Outcome:
    """What somebody's marks, one for each meeting and None where there is none, come to.

    ``needed`` says of how many meetings the course asks; None means all of them, and so does a number
    that is larger. Part of a meeting is not the meeting. Nobody is absent before every meeting is marked.
    """
    wanted = len(marks) if needed is None else min(needed, len(marks))
    came = sum(mark == Presence.ATTENDED for mark in marks)
    if marks and came >= wanted:
        return Outcome.ATTENDED
    if came or Presence.PART in marks:
        return Outcome.PARTIAL
    if marks and None not in marks:
        return Outcome.ABSENT
    return Outcome.NOT_RECORDED
