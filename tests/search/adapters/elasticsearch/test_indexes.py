"""Indexes behind the alias: the first, the next, the left over, and those that refuse."""

from __future__ import annotations

from typing import Any

import pytest

from search.adapters.elasticsearch import ElasticsearchEngine, indexes
from search.adapters.elasticsearch.mapping import shape
from search.engine import EngineDown
from tests.search.contract.documents import crowd, document, plan


def names(engine: ElasticsearchEngine) -> set[str]:
    """Every index that begins with the engine's prefix."""
    return set(engine.client.indices.get(index=f"{engine.prefix}*"))


def test_the_first_rebuild_makes_an_index_behind_the_alias_and_no_write_does(
    elasticsearch_url: str,
) -> None:
    engine = ElasticsearchEngine(url=elasticsearch_url, prefix="test-first", patience=20)
    with pytest.raises(EngineDown, match="no index yet"):
        engine.write([document("resource:1")])  # which would be taken for all there is
    assert (names(engine), engine.health().rebuild) == (set(), True)
    try:
        engine.rebuild([document("resource:1")])
        [name] = engine.indexes.serving()
        assert engine.indexes.ours.fullmatch(name)
        assert (engine.health().documents, engine.health().rebuild) == (1, False)
    finally:
        engine.client.indices.delete(index=",".join(names(engine)))


def test_searching_without_an_index_is_for_the_database(elasticsearch_url: str) -> None:
    engine = ElasticsearchEngine(url=elasticsearch_url, prefix="test-never", patience=20)
    for asked in (
        lambda: engine.search(plan("sleep"), start=0, size=5),
        lambda: engine.suggest(["sle"], limit=5),
        engine.words,
        lambda: list(engine.fingerprints()),
    ):
        with pytest.raises(EngineDown, match="no index yet"):
            asked()
    assert names(engine) == set()


def test_a_rebuild_leaves_one_index(elasticsearch_engine: ElasticsearchEngine) -> None:
    before = elasticsearch_engine.indexes.serving()
    elasticsearch_engine.rebuild(crowd(20))
    assert names(elasticsearch_engine) == set(elasticsearch_engine.indexes.serving())
    assert elasticsearch_engine.indexes.serving() != before


def test_an_index_that_was_rebuilt_has_the_settings_of_every_day(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    elasticsearch_engine.rebuild(crowd(5))
    [kept] = elasticsearch_engine.client.indices.get_settings(index=elasticsearch_engine.alias).values()
    settings = kept["settings"]["index"]
    assert (settings["refresh_interval"], settings["auto_expand_replicas"]) == ("1s", "0-1")
    assert elasticsearch_engine.indexes.shape() == shape()


def test_what_a_killed_rebuild_left_is_cleared_away_and_nothing_else(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    client, alias = elasticsearch_engine.client, elasticsearch_engine.alias
    left = f"{alias}-00000000-20260101000000-abcdef"
    others = {f"{alias}-of-somebody-else", f"{elasticsearch_engine.prefix}-2-documents"}
    for name in (left, *others):
        client.indices.create(index=name)
    elasticsearch_engine.rebuild(crowd(5))
    assert names(elasticsearch_engine) == {*others, *elasticsearch_engine.indexes.serving()}
    for name in others:
        client.indices.delete(index=name)


def test_an_index_in_the_place_of_the_alias_makes_way(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    client, alias = elasticsearch_engine.client, elasticsearch_engine.alias
    client.indices.delete(index=elasticsearch_engine.indexes.serving()[0])
    client.index(index=alias, id="1", document={"somebody": "wrote without an alias"})
    with pytest.raises(EngineDown):
        elasticsearch_engine.write([document("resource:1")])
    assert elasticsearch_engine.health().rebuild
    assert elasticsearch_engine.rebuild(crowd(5)) == 5
    assert elasticsearch_engine.health().documents == 5


def test_writing_never_makes_an_index_of_the_alias(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    [name] = elasticsearch_engine.indexes.serving()
    indexes_now = elasticsearch_engine.indexes
    elasticsearch_engine.client.indices.delete(index=name)
    with pytest.raises(EngineDown):
        indexes_now.write([document("resource:1")], [])
    assert not elasticsearch_engine.client.indices.exists(index=elasticsearch_engine.alias)


def test_an_index_of_another_version_asks_for_a_rebuild_and_takes_nothing_more(
    elasticsearch_engine: ElasticsearchEngine,
) -> None:
    [name] = elasticsearch_engine.indexes.serving()
    elasticsearch_engine.client.indices.put_mapping(index=name, meta={"shape": "another"})
    health = elasticsearch_engine.health()
    assert health.rebuild
    assert "search_rebuild" in health.detail
    with pytest.raises(EngineDown, match="another version"):
        elasticsearch_engine.write([document("resource:1")])
    elasticsearch_engine.rebuild([document("resource:1")])
    assert not elasticsearch_engine.health().rebuild
    elasticsearch_engine.write([document("resource:2")])


@pytest.mark.parametrize("block", ["read_only_allow_delete", "read_only"])
def test_a_full_disk_refuses_writes_clearly_and_answers_readers(
    elasticsearch_engine: ElasticsearchEngine, block: str
) -> None:
    elasticsearch_engine.write([document("resource:1", "Sleep")])
    [name] = elasticsearch_engine.indexes.serving()
    change = elasticsearch_engine.client.indices.put_settings
    change(index=name, settings={f"index.blocks.{block}": True})
    try:
        with pytest.raises(EngineDown, match=r"read-only.*disk"):
            elasticsearch_engine.write([document("resource:2", "Sleep")])
        assert elasticsearch_engine.search(plan("sleep"), start=0, size=5).total == 1
    finally:
        change(index=name, settings={f"index.blocks.{block}": None})
    elasticsearch_engine.write([document("resource:2", "Sleep")])
    assert elasticsearch_engine.search(plan("sleep"), start=0, size=5).total == 2


def test_one_refused_document_is_named_and_the_others_are_kept(
    elasticsearch_engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = indexes.stored

    def with_a_field_too_many(item: Any) -> dict[str, Any]:
        return kept(item) | ({"unknown": 1} if item.key == "resource:2" else {})

    monkeypatch.setattr(indexes, "stored", with_a_field_too_many)
    items = [document(f"resource:{number}") for number in range(1, 4)]
    with pytest.raises(EngineDown, match=r"1 documents were refused.*resource:2.*strict"):
        elasticsearch_engine.write(items)
    monkeypatch.undo()
    elasticsearch_engine.write(items)
    assert elasticsearch_engine.health().documents == 3


def test_a_rebuild_with_a_refused_document_keeps_the_old_index(
    elasticsearch_engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    elasticsearch_engine.write([document("resource:old")])
    before = names(elasticsearch_engine)
    monkeypatch.setattr(indexes, "stored", lambda item: {"unknown": item.key})
    with pytest.raises(EngineDown, match="refused"):
        elasticsearch_engine.rebuild([document("resource:new")])
    assert names(elasticsearch_engine) == before
    assert elasticsearch_engine.health().documents == 1
