"""Which boxes a filter shows."""

from __future__ import annotations

from portal.vocabulary.facets import Choice
from portal.vocabulary.facets import Facet as AskedFacet
from search.documents import Facet
from search.facets import Group, groups_of


def group(values: int, counts: dict[str, int] | None, *chosen: str) -> Group | None:
    items = tuple(Choice(f"v{number}", f"V{number}", f"v{number}" in chosen) for number in range(values))
    facet = AskedFacet("need", "Need", items, chosen)
    made = groups_of([facet], {} if counts is None else {Facet.NEED: counts})
    return made[0] if made else None


def values(group: Group | None) -> list[str]:
    assert group is not None
    return [box.value for box in group.items]


def test_a_short_list_shows_every_value_with_its_count() -> None:
    found = group(3, {"v1": 4})
    assert found is not None
    assert [(box.value, box.count) for box in found.items] == [("v0", 0), ("v1", 4), ("v2", 0)]


def test_where_nobody_counted_there_are_no_counts() -> None:
    found = group(3, None)
    assert found is not None and {box.count for box in found.items} == {None}


def test_a_long_list_leaves_out_what_gives_nothing_but_never_what_is_ticked() -> None:
    assert values(group(30, {"v3": 1, "v9": 2}, "v20")) == ["v3", "v9", "v20"]


def test_the_rest_of_a_long_list_is_folded() -> None:
    found = group(30, {f"v{number}": 30 - number for number in range(30)}, "v29")
    assert values(found) == [*(f"v{number}" for number in range(8)), "v29"]
    assert found is not None and len(found.more) == 21


def test_a_long_list_without_anything_is_not_shown() -> None:
    assert group(30, {}) is None
