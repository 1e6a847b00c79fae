"""When a place counts as attended."""

from __future__ import annotations

import pytest

from bookings.places.attendance.models import Outcome, Presence
from bookings.places.attendance.rule import outcome

YES, PART, NO = Presence.ATTENDED, Presence.PART, Presence.ABSENT


@pytest.mark.parametrize(
    ("marks", "needed", "expected"),
    [
        ([YES], None, Outcome.ATTENDED),
        ([PART], None, Outcome.PARTIAL),
        ([NO], None, Outcome.ABSENT),
        ([None], None, Outcome.NOT_RECORDED),
        ([], None, Outcome.NOT_RECORDED),
        ([YES, NO], None, Outcome.PARTIAL),
        ([YES, PART], None, Outcome.PARTIAL),
        ([YES, None], None, Outcome.PARTIAL),
        ([NO, None], None, Outcome.NOT_RECORDED),
        ([NO, NO], None, Outcome.ABSENT),
        ([YES, YES, NO], 2, Outcome.ATTENDED),
        ([YES, None, None], 1, Outcome.ATTENDED),
        ([YES, PART, NO], 2, Outcome.PARTIAL),
        ([YES, YES], 5, Outcome.ATTENDED),
        ([YES, NO], 5, Outcome.PARTIAL),
    ],
)
def test_marks_of_all_meetings_come_to_one_outcome(
    marks: list[str | None], needed: int | None, expected: Outcome
) -> None:
    assert outcome(marks, needed=needed) == expected
