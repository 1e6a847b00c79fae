"""What is written is found, what is taken out is not, and rebuilding loses nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from search.documents import SearchDocument
from search.engine import Engine
from tests.search.contract.documents import crowd, document, plan


def found(engine: Engine, *words: str) -> set[str]:
    """The keys that these words find."""
    return {hit.key for hit in engine.search(plan(*words), start=0, size=1_000).hits}


def test_a_write_is_findable_on_return_and_doing_it_again_is_harmless(engine: Engine) -> None:
    for _ in range(2):
        engine.write([document("resource:1", "Sleep")], gone=["resource:2"])
        assert found(engine, "sleep") == {"resource:1"}
        assert engine.health().documents == 1


def test_a_later_write_replaces_the_earlier(engine: Engine) -> None:
    engine.write([document("resource:1", "Sleep")])
    engine.write([document("resource:1", "Reading")])
    assert (found(engine, "sleep"), found(engine, "reading")) == (set(), {"resource:1"})


def test_what_is_gone_is_neither_found_nor_suggested_nor_known_by_its_words(engine: Engine) -> None:
    engine.write([document("resource:1", "Sleep"), document("resource:2", "Reading")])
    engine.write([], gone=["resource:1"])
    assert found(engine, "sleep") == set()
    assert engine.suggest(["sle"], limit=5) == []
    assert "sleep" not in engine.words()
    assert [key for key, _ in engine.fingerprints()] == ["resource:2"]


def test_rebuilding_replaces_everything(engine: Engine) -> None:
    engine.write([document("resource:old")])
    assert engine.rebuild(iter(crowd(150))) == 150
    assert found(engine) == {item.key for item in crowd(150)}
    assert engine.rebuild([]) == 0
    assert found(engine) == set()


def test_the_old_index_answers_until_the_new_one_is_whole(engine: Engine) -> None:
    engine.write([document("resource:old", "Sleep")])
    seen = []

    def slowly() -> Iterator[SearchDocument]:
        for item in crowd(1_200):
            if item.key.endswith("00"):
                seen.append(found(engine, "sleep") == {"resource:old"})
            yield item

    engine.rebuild(slowly())
    assert len(seen) == 11
    assert all(seen)
    assert "resource:old" not in found(engine)


def test_a_rebuild_that_breaks_off_changes_nothing(engine: Engine) -> None:
    engine.write([document("resource:old")])

    def breaking() -> Iterator[SearchDocument]:
        yield document("resource:new")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.rebuild(breaking())
    assert found(engine) == {"resource:old"}
    engine.write([document("resource:1")])
    assert found(engine) == {"resource:old", "resource:1"}


def test_fingerprints_tell_what_changed(engine: Engine) -> None:
    items = crowd(60)
    engine.rebuild(items)
    assert dict(engine.fingerprints()) == {item.key: item.fingerprint for item in items}
    changed = replace(items[0], summary="Other words")
    engine.write([changed])
    assert dict(engine.fingerprints())[changed.key] == changed.fingerprint


def test_words_are_counted_by_document_as_they_are_written(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Sleeping sleeping", summary="José’s R&D"),
            document("resource:2", "Sleeping", keywords=("night terrors",), body="Deep"),
        ]
    )
    assert dict(engine.words()) == {
        "sleeping": 2,
        "joses": 1,
        "r": 1,
        "and": 1,
        "d": 1,
        "night": 1,
        "terrors": 1,
        "deep": 1,
    }


def test_health_counts_documents(engine: Engine) -> None:
    engine.write([document("resource:1"), document("resource:2")])
    health = engine.health()
    assert (health.name, health.answers, health.documents) == (engine.name, True, 2)
