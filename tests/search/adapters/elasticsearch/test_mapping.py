"""What is kept of a document, and the shape by which an index is known."""

from __future__ import annotations

import pytest

from search.adapters.elasticsearch import mapping
from search.adapters.elasticsearch.mapping import Stored, definition, shape, stored
from search.documents import Facet
from tests.search.contract.documents import crowd, dated, document


def test_every_field_that_is_kept_is_in_the_mapping() -> None:
    fields = definition()["mappings"]["properties"]
    for item in crowd(20):
        kept = stored(item)
        assert set(kept) == set(fields)
        assert set(kept["facets"]) <= set(fields["facets"]["properties"])
        assert all(set(one) == set(fields["dates"]["properties"]) for one in kept["dates"])


def test_marks_and_places_are_its_own_and_those_of_its_dates() -> None:
    kept = stored(
        document(
            "course:1",
            kind="course",
            facets={Facet.PHASE: ("primary",)},
            dates=(dated(3, "dover", latitude=51.1, longitude=1.3), dated(9, "thanet")),
            latitude=51.3,
            longitude=1.1,
        )
    )
    assert {"phase:primary", "district:dover", "district:thanet", "kind:course"} <= set(kept["marks"])
    assert kept["points"] == [{"lat": 51.3, "lon": 1.1}, {"lat": 51.1, "lon": 1.3}]


def test_the_shape_changes_with_the_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shape()
    assert before == shape()
    monkeypatch.setitem(mapping.Stored._index._settings, "number_of_shards", 2)
    assert shape() != before
    assert Stored._index.to_dict()["settings"]["number_of_shards"] == 2
