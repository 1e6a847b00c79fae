"""What is owed to the outside world happens after its cause, once if all goes well, and not for nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from portal.base import clock
from portal.outbox import services
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain, enqueue, register, try_again

pytestmark = pytest.mark.both_databases


class Outside:
    """The outside world of these tests: remembers what reached it, and can be down."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.down = False

    def __call__(self, key: str) -> None:
        if self.down:
            raise ConnectionError(f"could not reach somebody@school.example about {key}")
        self.reached.append(key)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    monkeypatch.setattr(services, "_kinds", {})
    world = Outside()
    register("letter", world, max_attempts=3)
    return world


def owe(*keys: str) -> None:
    with transaction.atomic():
        for key in keys:
            enqueue(kind="letter", key=key)


@pytest.mark.django_db
def test_what_is_owed_is_done_once_and_forgotten(outside: Outside) -> None:
    owe("first", "second")
    assert drain() == 2
    assert drain() == 0
    assert outside.reached == ["first", "second"]
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_owes_nothing(outside: Outside) -> None:
    def change() -> None:
        with transaction.atomic():
            enqueue(kind="letter", key="first")
            raise RuntimeError("change failed")

    with pytest.raises(RuntimeError, match="change failed"):
        change()
    assert drain() == 0
    assert outside.reached == []


@pytest.mark.django_db(transaction=True)
def test_an_effect_without_its_cause_is_refused(outside: Outside) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        enqueue(kind="letter", key="first")


@pytest.mark.django_db
def test_a_kind_that_nobody_registered_is_refused_when_it_is_written(outside: Outside) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        enqueue(kind="carrier pigeon", key="first")


@pytest.mark.django_db
def test_nothing_happens_before_its_time(outside: Outside) -> None:
    with transaction.atomic():
        enqueue(kind="letter", key="later", due_at=clock.now() + timedelta(hours=1))
    assert drain() == 0
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        assert drain() == 1


@pytest.mark.django_db
def test_only_so_many_are_done_at_a_time(outside: Outside) -> None:
    owe("first", "second", "third")
    assert drain(limit=2) == 2
    assert OutboxRow.objects.count() == 1


@pytest.mark.django_db
def test_who_is_asked_to_stop_ends_after_the_effect_in_hand(outside: Outside) -> None:
    owe("first", "second", "third")
    assert drain(stopping=lambda: len(outside.reached) == 1) == 1
    assert outside.reached == ["first"]
    assert not OutboxRow.objects.exclude(leased_until=None).exists()
    assert OutboxRow.objects.count() == 2


@pytest.fixture
def attempts(outside: Outside) -> Iterator[time_machine.Traveller]:
    """The outside is down and the clock stands still until the test moves it."""
    outside.down = True
    with time_machine.travel(clock.now(), tick=False) as traveller:
        owe("first")
        drain()
        yield traveller


@pytest.mark.django_db
def test_each_failure_waits_twice_as_long_as_the_one_before(
    attempts: time_machine.Traveller,
) -> None:
    row = OutboxRow.objects.get()
    assert row.due_at - clock.now() == timedelta(minutes=1)
    attempts.shift(timedelta(seconds=59))
    drain()
    assert OutboxRow.objects.get().attempts == 1
    attempts.shift(timedelta(seconds=1))
    drain()
    assert OutboxRow.objects.get().due_at - clock.now() == timedelta(minutes=2)


@pytest.mark.django_db
def test_the_note_of_a_failure_names_nobody(attempts: time_machine.Traveller) -> None:
    assert OutboxRow.objects.get().last_error == "ConnectionError"


@pytest.mark.django_db
def test_after_the_last_attempt_staff_are_left_a_row_that_is_not_tried_any_more(
    attempts: time_machine.Traveller, outside: Outside
) -> None:
    for _ in range(2):
        attempts.shift(timedelta(hours=1))
        drain()
    assert OutboxRow.objects.get().given_up
    outside.down = False
    attempts.shift(timedelta(days=1))
    assert drain() == 0


@pytest.mark.django_db
def test_whose_effect_is_given_up_is_told_so_once_and_only_then(outside: Outside) -> None:
    told: list[str] = []
    register("letter", outside, max_attempts=2, gave_up=told.append)
    outside.down = True
    with time_machine.travel(clock.now(), tick=False) as traveller:
        owe("first")
        drain()
        assert told == []
        traveller.shift(timedelta(hours=1))
        drain()
        traveller.shift(timedelta(days=1))
        drain()
    assert told == ["first"]


@pytest.mark.django_db
def test_staff_can_have_a_failed_row_tried_again(
    attempts: time_machine.Traveller, outside: Outside
) -> None:
    outside.down = False
    try_again(row_id=OutboxRow.objects.get().pk)
    assert drain() == 1


@pytest.mark.django_db
def test_a_failure_does_not_hold_up_what_comes_after(
    attempts: time_machine.Traveller, outside: Outside
) -> None:
    outside.down = False
    owe("second")
    assert drain() == 1
    assert outside.reached == ["second"]


@pytest.mark.django_db
def test_a_row_of_a_kind_that_was_removed_calls_staff_at_once(outside: Outside) -> None:
    owe("first")
    services._kinds.clear()
    drain()
    assert OutboxRow.objects.get().given_up


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_done_when_its_lease_ends(outside: Outside) -> None:
    owe("first")
    OutboxRow.objects.update(leased_until=clock.now() + services.LEASE)
    assert drain() == 0
    with time_machine.travel(clock.now() + services.LEASE + timedelta(seconds=1)):
        assert drain() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_one_thing_at_the_same_time(outside: Outside) -> None:
    keys = [str(number) for number in range(40)]
    owe(*keys)
    both_ready = threading.Barrier(2)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            both_ready.wait()
            drain()
        except BaseException as error:  # noqa: BLE001  a thread's fault is told by the test
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert sorted(outside.reached, key=int) == keys
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_handler_runs_outside_any_transaction_so_that_it_holds_no_lock(outside: Outside) -> None:
    inside: list[bool] = []
    register("look", lambda _key: inside.append(connection.in_atomic_block))
    with transaction.atomic():
        enqueue(kind="look", key="")
    drain()
    assert inside == [False]
