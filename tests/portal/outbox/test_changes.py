"""Changes that several readers follow: none is missed, in whatever order transactions end."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from portal.outbox.changes import LAST, Position, here, note, read

pytestmark = pytest.mark.both_databases
START = Position(-1, LAST)


def test_each_reader_goes_on_from_its_own_position(transactional_db: None) -> None:
    note(topic="t", keys=["a", "b"])
    first = read(topic="t", after=START)
    note(topic="t", keys=["c"])
    assert first.keys == ("a", "b")
    assert read(topic="t", after=first.position, seen=first.early).keys == ("c",)
    assert read(topic="t", after=START).keys == ("a", "b", "c")
    assert read(topic="other", after=START).keys == ()


def test_what_was_changed_twice_is_given_once(transactional_db: None) -> None:
    note(topic="t", keys=["a"])
    note(topic="t", keys=["b", "a"])
    assert read(topic="t", after=START).keys == ("a", "b")


def test_a_batch_ends_and_the_next_goes_on(transactional_db: None) -> None:
    note(topic="t", keys=[str(number) for number in range(7)])
    changes = read(topic="t", after=START, limit=5)
    assert (len(changes.keys), changes.more) == (5, True)
    following = read(topic="t", after=changes.position, seen=changes.early, limit=5)
    assert following.keys == ("5", "6")


def test_what_is_rolled_back_was_never_there(transactional_db: None) -> None:
    with transaction.atomic():
        note(topic="t", keys=["a"])
        transaction.set_rollback(True)
    assert read(topic="t", after=START).keys == ()


def test_the_end_is_after_all_that_was_committed(transactional_db: None) -> None:
    note(topic="t", keys=["a"])
    end, seen = here(topic="t")
    note(topic="t", keys=["b"])
    assert read(topic="t", after=end, seen=seen).keys == ("b",)


def test_a_transaction_that_began_first_and_ends_last_is_not_missed(transactional_db: None) -> None:
    """PostgreSQL alone lets two write at once; there the later number becomes visible first."""
    if connection.vendor != "postgresql":
        return
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            note(topic="t", keys=["slow"])
            written.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    note(topic="t", keys=["quick"])
    first = read(topic="t", after=START)
    assert first.keys == ("quick",), "nobody waits for a slow transaction"
    assert read(topic="t", after=first.position, seen=first.early).keys == (), "nor is it done again"
    may_end.set()
    thread.join()
    assert read(topic="t", after=first.position, seen=first.early).keys == ("slow",)


def test_numbers_of_another_server_are_recognised(transactional_db: None) -> None:
    note(topic="t", keys=["a"])
    far = read(topic="t", after=Position(2**60, 1))
    assert far.lost == (connection.vendor == "postgresql")
