"""Which reminder is owed on which day."""

from __future__ import annotations

from datetime import date

import pytest

from bookings.finance.reminders.stages import next_day, stage

DAYS = (1, 14, 28)


@pytest.mark.parametrize(
    ("late", "sent", "owed"),
    [
        (-3, 0, None),
        (0, 0, None),
        (1, 0, 1),
        (13, 0, 1),
        (13, 1, None),
        (14, 1, 14),
        (20, 0, 14),
        (28, 14, 28),
        (28, 28, None),
        (88, 14, 28),
        (89, 14, None),
    ],
)
def test_the_latest_that_came_due_is_owed_once(late: int, sent: int, owed: int | None) -> None:
    assert stage(DAYS, late=late, sent=sent) == owed


def test_an_issuer_without_days_reminds_of_nothing() -> None:
    assert stage((), late=30, sent=0) is None
    assert next_day((), due_on=date(2027, 4, 1), sent=0, today=date(2027, 5, 1)) is None


@pytest.mark.parametrize(
    ("today", "sent", "expected"),
    [
        (date(2027, 3, 20), 0, date(2027, 4, 2)),
        (date(2027, 4, 2), 0, date(2027, 4, 2)),
        (date(2027, 4, 2), 1, date(2027, 4, 15)),
        (date(2027, 4, 29), 28, None),
    ],
)
def test_the_next_day_is_told(today: date, sent: int, expected: date | None) -> None:
    assert next_day(DAYS, due_on=date(2027, 4, 1), sent=sent, today=today) == expected
