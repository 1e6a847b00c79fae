"""What is late is said with how much and since when; what is in hand is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from time_machine import Traveller, travel

from portal.base import clock
from portal.base.clock import LONDON
from portal.outbox import due
from portal.outbox.due import register_due, run_due
from portal.outbox.late import own_lateness, what_is_late, worker_is_late, worker_seen_at
from portal.outbox.models import OutboxRow

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2027, 3, 1, 9, tzinfo=LONDON)
SIX_MINUTES = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traveller]:
    """The clock stands; nothing but what a test registers is due."""
    monkeypatch.setattr(due, "_functions", {})
    with travel(NOW, tick=False) as traveller:
        yield traveller


def said() -> list[tuple[str, int]]:
    before = clock.now() - timedelta(minutes=5)
    return [(late.what, late.number) for late in own_lateness(before)]


def owed(**row: object) -> OutboxRow:
    return OutboxRow.objects.create(**{"kind": "mail", "key": "1", "due_at": NOW, **row})


def test_an_effect_is_late_once_it_has_been_due_for_five_minutes(at: Traveller) -> None:
    owed()
    owed(key="2")
    owed(key="3", due_at=NOW + timedelta(hours=1))
    at.shift(timedelta(minutes=4))
    assert said() == []
    at.shift(timedelta(minutes=2))
    assert said() == [("Mails and other effects to hand over", 2)]
    [since] = [late.since for late in what_is_late() if late.what.startswith("Mails")]
    assert since == NOW


def test_an_effect_that_was_given_up_is_told_at_once() -> None:
    owed(given_up=True)
    [(what, number)] = said()
    assert "somebody has to look" in what
    assert number == 1


def test_a_task_that_nobody_takes_is_late(at: Traveller) -> None:
    DBTaskResult.objects.create(
        status=TaskResultStatus.READY,
        task_path="x.y",
        queue_name="default",
        backend_name="default",
        args_kwargs={"args": [], "kwargs": {}},
        run_after=NOW,
    )
    assert said() == []
    at.shift(SIX_MINUTES)
    assert [number for _what, number in said()] == [1]


def test_the_worker_is_late_until_it_was_seen_and_when_it_has_been_away(at: Traveller) -> None:
    assert worker_seen_at() is None
    assert worker_is_late(worker_seen_at())
    register_due("offers", lambda: None)
    run_due()
    assert worker_seen_at() == NOW
    assert not worker_is_late(worker_seen_at())
    at.shift(SIX_MINUTES)
    assert worker_is_late(worker_seen_at())
    assert said() == [("Regular work not done: offers", 1)]


def test_work_that_fails_is_told_with_the_kind_of_error_until_it_is_done_again(at: Traveller) -> None:
    broken = True

    def work() -> None:
        if broken:
            raise LookupError("Asha Okafor")

    register_due("offers", work)
    run_due()
    assert said() == [("Regular work that fails: offers (LookupError)", 1)]
    broken = False
    at.shift(timedelta(seconds=30))
    run_due()
    assert said() == []


def test_work_that_is_no_longer_registered_is_not_missed(
    at: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_due("of an earlier version", lambda: None)
    run_due()
    monkeypatch.setattr(due, "_functions", {})
    at.shift(SIX_MINUTES)
    assert said() == []
