"""Taking a submission apart and publishing some of it."""

from __future__ import annotations

import json
from typing import Any

from portal.publishing.merge import Change, merged, pieces


def stream(*blocks: tuple[str, str]) -> str:
    return json.dumps([{"type": "text", "value": words, "id": key} for key, words in blocks])


def content(**values: Any) -> dict[str, Any]:
    return {"pk": 1, "title": "Drop-in", "summary": "Come along.", **values}


def keys(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [piece.key for piece in pieces(before, after)]


def test_a_field_that_says_the_same_is_no_piece() -> None:
    assert keys(content(), content(pk=2, live=True, go_live_at="2027-01-01T00:00:00Z")) == []


def test_each_changed_field_is_a_piece() -> None:
    assert keys(content(), content(title="Clinic", summary="Ask first.")) == ["title", "summary"]


def test_related_rows_in_another_order_say_the_same() -> None:
    assert keys(content(needs=[1, 2]), content(needs=[2, 1])) == []


def test_accepted_fields_are_new_and_the_rest_stays_as_it_was() -> None:
    result = merged(content(), content(title="Clinic", summary="Ask first."), {"title"})
    assert (result["title"], result["summary"]) == ("Clinic", "Come along.")


def test_blocks_are_pieces_of_their_own() -> None:
    before = content(body=stream(("a", "One"), ("b", "Two")))
    after = content(body=stream(("a", "One, mended"), ("c", "Three")))
    found = {piece.key: piece.change for piece in pieces(before, after)}
    assert found == {"body.a": Change.CHANGED, "body.c": Change.ADDED, "body.b": Change.REMOVED}


def blocks_of(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(block["id"], block["value"]) for block in json.loads(result["body"])]


BEFORE = content(body=stream(("a", "One"), ("b", "Two"), ("c", "Three")))
AFTER = content(body=stream(("new", "Zero"), ("a", "One, mended"), ("c", "Three, mended")))


def test_accepting_everything_gives_what_was_submitted() -> None:
    everything = set(keys(BEFORE, AFTER))
    assert blocks_of(merged(BEFORE, AFTER, everything)) == blocks_of(AFTER)


def test_accepting_nothing_gives_what_was_public() -> None:
    assert blocks_of(merged(BEFORE, AFTER, set())) == blocks_of(BEFORE)


def test_a_changed_block_can_be_accepted_alone() -> None:
    assert blocks_of(merged(BEFORE, AFTER, {"body.a"})) == [
        ("a", "One, mended"),
        ("b", "Two"),
        ("c", "Three"),
    ]


def test_a_new_block_stands_where_its_author_put_it() -> None:
    assert blocks_of(merged(BEFORE, AFTER, {"body.new"}))[0] == ("new", "Zero")


def test_a_removed_block_goes_only_when_that_is_accepted() -> None:
    assert [key for key, _ in blocks_of(merged(BEFORE, AFTER, {"body.b"}))] == ["a", "c"]


def test_another_order_is_a_piece() -> None:
    before = content(body=stream(("a", "One"), ("b", "Two")))
    after = content(body=stream(("b", "Two"), ("a", "One")))
    assert keys(before, after) == ["body.order"]
    assert blocks_of(merged(before, after, set())) == blocks_of(before)
    assert blocks_of(merged(before, after, {"body.order"})) == blocks_of(after)


def test_a_new_block_finds_its_place_in_the_old_order() -> None:
    before = content(body=stream(("a", "One"), ("b", "Two")))
    after = content(body=stream(("b", "Two"), ("x", "New"), ("a", "One")))
    result = blocks_of(merged(before, after, {"body.x"}))
    assert [key for key, _ in result] == ["a", "b", "x"]


def test_blocks_without_ids_are_compared_as_a_whole() -> None:
    before = content(body=json.dumps([{"type": "text", "value": "One"}]))
    after = content(body=json.dumps([{"type": "text", "value": "Two"}]))
    assert keys(before, after) == ["body"]
    assert merged(before, after, set())["body"] == before["body"]
