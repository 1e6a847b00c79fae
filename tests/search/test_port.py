"""The engine fails: readers are answered by the database at once, and by the engine when it is back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from portal.base import clock
from search.adapters.database import DatabaseEngine
from search.adapters.elasticsearch import ElasticsearchEngine
from search.adapters.embedded import EmbeddedEngine
from search.breaker import LONGEST_PAUSE, Breaker
from search.engine import EngineDown, Found
from search.plan import Alternative, Concept, Plan
from search.port import GuardedEngine
from tests.factories.directory import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Flaky(DatabaseEngine):
    """Answers or not, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.fault: Exception | None = None

    def search(self, plan: Plan, *, start: int, size: int, counting=()) -> Found:  # type: ignore[no-untyped-def]
        self.asked += 1
        if self.fault:
            raise self.fault
        return Found(7)


def plan(word: str = "zebra") -> Plan:
    return Plan(clock.today(), (Concept(word, (Alternative((word,)),)),), 1)


@pytest.mark.parametrize("fault", [EngineDown("gone"), ValueError("a fault of ours")], ids=str)
def test_the_database_answers_and_says_that_it_did_not_count(fault: Exception) -> None:
    resource = ResourceFactory(title="Zebra")
    flaky = Flaky()
    guarded = GuardedEngine(flaky, DatabaseEngine())
    flaky.fault = fault
    found = guarded.search(plan(), start=0, size=5)
    assert [hit.key for hit in found.hits] == [f"resource:{resource.pk}"]
    assert not found.counted


def test_an_engine_that_failed_is_left_alone_and_tried_again_after_a_pause(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    now = [100.0]
    monkeypatch.setattr("search.breaker.time.monotonic", lambda: now[0])
    flaky = Flaky()
    flaky.fault = EngineDown("gone")
    guarded = GuardedEngine(flaky, DatabaseEngine(), Breaker())
    for _ in range(5):
        guarded.search(plan(), start=0, size=5)
    assert flaky.asked == 1
    now[0] += LONGEST_PAUSE
    guarded.search(plan(), start=0, size=5)
    assert flaky.asked == 2
    flaky.fault = None
    now[0] += LONGEST_PAUSE
    assert guarded.search(plan(), start=0, size=5).total == 7
    assert guarded.search(plan(), start=0, size=5).total == 7
    assert not guarded.breaker.open


def test_a_missing_embedded_index_costs_nobody_an_error(tmp_path: Path) -> None:
    resource = ResourceFactory(title="Zebra")
    guarded = GuardedEngine(EmbeddedEngine(tmp_path / "nothing"), DatabaseEngine())
    assert [hit.key for hit in guarded.search(plan(), start=0, size=5).hits] == [
        f"resource:{resource.pk}"
    ]
    assert [row.text for row in guarded.suggest(["zeb"], limit=5)] == ["Zebra"]
    with pytest.raises(EngineDown):
        guarded.words()


def test_a_server_that_cannot_be_reached_costs_one_reader_a_quarter_of_a_second() -> None:
    ResourceFactory(title="Zebra")
    # A documentation address: nobody answers, not even to refuse.
    engine = ElasticsearchEngine(url="http://192.0.2.1:9200", prefix="nobody", patience=0.25)
    guarded = GuardedEngine(engine, DatabaseEngine())
    DatabaseEngine().search(plan(), start=0, size=5)
    began = time.monotonic()
    assert guarded.search(plan(), start=0, size=5).total == 1
    assert time.monotonic() - began < 5  # the budget itself is measured by the bench
    assert guarded.breaker.open
