"""Everybody presses twice at one moment and would wait; 100 such races are ``python -m tests.bench.races``."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests.races.full_house import PLACES, race
from tests.services.web import served

pytestmark = pytest.mark.both_databases

CROWD = 60


def test_groups_that_press_twice_fill_the_date_and_wait_for_the_rest(live_portal: str) -> None:
    outcome = race(live_portal, crowd=CROWD)
    print(f"\nrace: {connection.vendor}, {CROWD} groups press twice, p95 {outcome.p95:.1f} s")
    assert outcome.faults == []
    assert outcome.sold + outcome.offered == PLACES
    assert outcome.waiting == sum([1, 2, 3, 4] * (CROWD // 4)) - PLACES


@pytest.mark.usefixtures("transactional_db")
def test_seats_taken_before_the_key_are_lost_to_second_presses_and_that_is_found(tmp_path: Path) -> None:
    with served(tmp_path, application="tests.races.seats_before_key") as address:
        faults = race(address, crowd=CROWD).faults
    assert "the counter says 30" in faults
