"""A real server that hangs, dies and comes back; what is written is never lost by it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from search.adapters.elasticsearch import ElasticsearchEngine
from search.engine import EngineDown
from tests.search.contract.documents import crowd, document, plan
from tests.services.elasticsearch.server import Node, running_node
from tests.services.postgres import free_port

PATIENCE = 0.2
SPARE = 0.25
"""What a busy test machine may take besides."""


def seconds(doing: Callable[[], Any]) -> float:
    """How long it took to say that the engine is down."""
    began = time.monotonic()
    with pytest.raises(EngineDown):
        doing()
    return time.monotonic() - began


def test_a_server_that_hangs_or_dies_is_said_to_be_down_in_time_and_comes_back(
    elasticsearch_node: Node,
) -> None:
    patient = ElasticsearchEngine(url=elasticsearch_node.url, prefix="fault", patience=20)
    engine = ElasticsearchEngine(url=elasticsearch_node.url, prefix="fault", patience=PATIENCE)
    patient.rebuild(crowd(200))
    patient.write([document("resource:last", "Written last")])
    assert patient.search(plan("sleep"), start=0, size=20).total > 0

    def ask() -> None:
        engine.search(plan("sleep"), start=0, size=20)

    elasticsearch_node.signal(signal.SIGSTOP)
    try:
        for asked in (ask, ask, lambda: engine.suggest(["sle"], limit=5), engine.words):
            assert seconds(asked) < PATIENCE + SPARE
        assert not engine.health().answers
    finally:
        elasticsearch_node.signal(signal.SIGCONT)
    assert patient.search(plan("sleep"), start=0, size=20).total > 0

    elasticsearch_node.kill()
    for asked in (ask, lambda: engine.write([document("resource:1")]), engine.words):
        assert seconds(asked) < PATIENCE + SPARE
    health = engine.health()
    assert (health.answers, health.documents) == (False, 0)
    assert "cannot be reached" in health.detail

    elasticsearch_node.start()
    assert patient.search(plan("written", "last"), start=0, size=20).total == 1
    assert patient.health().documents == 201


def test_readers_and_writers_go_on_when_one_of_two_servers_dies(elasticsearch_node: Node) -> None:
    with running_node(elasticsearch_node) as second:
        both = f"{second.url},{elasticsearch_node.url}"
        engine = ElasticsearchEngine(url=both, prefix="two", patience=20)
        engine.rebuild(crowd(200))
        copied = engine.client.cluster.health(
            index=engine.alias, wait_for_status="green", wait_for_nodes="2", timeout="20s"
        )
        assert (copied["status"], copied["active_shards"]) == ("green", 2)
        second.kill()
        assert all(engine.search(plan(), start=0, size=5).total == 200 for _ in range(6))
        engine.write([document("resource:new", "Written to the one that is left")])
        assert engine.search(plan("written"), start=0, size=5).total == 1


def test_an_address_where_nobody_listens_is_down_at_once() -> None:
    engine = ElasticsearchEngine(url=f"http://127.0.0.1:{free_port()}", prefix="t", patience=PATIENCE)
    for asked in (
        lambda: engine.search(plan("sleep"), start=0, size=20),
        lambda: engine.write([document("resource:1")]),
        lambda: engine.rebuild(crowd(5)),
        lambda: list(engine.fingerprints()),
    ):
        assert seconds(asked) < SPARE
    assert not engine.health().answers


def test_of_several_servers_one_that_is_dead_is_passed_over(elasticsearch_url: str) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    engine = ElasticsearchEngine(url=f"{dead}, {elasticsearch_url}", prefix="test-several", patience=20)
    engine.rebuild(crowd(20))
    try:
        assert all(engine.search(plan(), start=0, size=5).total == 20 for _ in range(4))
    finally:
        engine.client.indices.delete(index=engine.indexes.serving()[0])


def test_words_are_counted_again_only_after_a_change(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    elasticsearch_engine.write([document("resource:1", "Sleep"), document("resource:2", "Play")])
    before = elasticsearch_engine.words()
    assert elasticsearch_engine.words() is before
    elasticsearch_engine.write([document("resource:1", "Reading")])
    assert set(elasticsearch_engine.words()) == {"reading", "play"}
    elasticsearch_engine.write([], gone=["resource:1"])
    assert set(elasticsearch_engine.words()) == {"play"}
    elasticsearch_engine.rebuild([document("resource:3", "Speech")])
    assert set(elasticsearch_engine.words()) == {"speech"}


def test_scores_say_what_words_are_worth_without_what_lifts_the_current_and_the_pinned(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    elasticsearch_engine.write(
        [
            document("resource:1", "Sleep", overdue=True),
            document("resource:2", "Sleep"),
            document("resource:3", "Sleep"),
        ]
    )
    asked = plan("sleep", pinned=("resource:3",))
    found = elasticsearch_engine.search(asked, start=0, size=5).hits
    assert [hit.key for hit in found] == ["resource:3", "resource:2", "resource:1"]
    assert all(abs(one.score - other.score) < 0.2 for one, other in pairwise(found))


def test_an_error_repeats_nothing_that_was_asked(
    elasticsearch_engine: ElasticsearchEngine, caplog: pytest.LogCaptureFixture
) -> None:
    elasticsearch_engine.client.indices.delete(index=elasticsearch_engine.indexes.serving()[0])
    with pytest.raises(EngineDown) as down:
        elasticsearch_engine.search(plan("jane", "smith"), start=0, size=5)
    assert "smith" not in f"{down.value!r}{down.value.__cause__!r}{caplog.text}"
