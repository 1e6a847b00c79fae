"""How many results each value of a facet would give, its own choices left out: asking and reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.adapters.elasticsearch.client import Q, Query, Search
from search.adapters.elasticsearch.conditions import (
    IN_A_DATE,
    by_date,
    conditions,
    of_a_date,
    of_the_undated,
)
from search.documents import BY_DATE, BY_ITSELF, Facet
from search.plan import Selection

MOST_VALUES = 500
"""Values of one facet that are counted; Elasticsearch gives ten unless asked."""


def divided(
    selection: Selection, counting: Sequence[Facet]
) -> tuple[list[Query], dict[Facet | None, Query]]:
    """The filters of a selection: those that hits and all counts share, and the others.

    The latter leave hits out but not counts, so they go behind the counting; ``None`` names the one
    that dates have to meet.
    """
    apart: dict[Facet | None, Query] = {}
    apart.update(conditions(selection).items())
    dates = by_date(selection)
    if dates is not None:
        apart[None] = dates
    free = [
        name
        for name in apart
        if (name not in counting if name else not any(facet in BY_DATE for facet in counting))
    ]
    return [apart.pop(name) for name in free], apart


def count(search: Search, selection: Selection, counting: Sequence[Facet]) -> None:
    """Asks for the counts, in the same request."""
    _, apart = divided(selection, counting)
    for facet in counting:
        without = selection.without(facet)
        filters = [query for name, query in apart.items() if name not in (facet, None)]
        if facet in BY_DATE:
            _count_dates(search.aggs.bucket(facet.value, "filter", _all(filters)), facet, without)
            continue
        if None in apart:
            filters.append(apart[None])
        bucket = search.aggs.bucket(facet.value, "filter", _all(filters))
        bucket.bucket("things", "terms", field=f"facets.{facet.value}", size=MOST_VALUES)


def _all(filters: list[Query]) -> Query:
    return Q("bool", filter=filters) if filters else Q("match_all")


def _count_dates(bucket: Any, facet: Facet, without: Selection) -> None:
    """Counts things, not dates, by what one date meets; and things without dates by themselves."""
    dates = bucket.bucket("dates", "nested", path="dates")
    asked = of_a_date(without)
    if asked:
        dates = dates.bucket("meeting", "filter", Q("bool", filter=asked))
    values = dates.bucket("values", "terms", field=f"dates.{IN_A_DATE[facet]}", size=MOST_VALUES)
    values.bucket("things", "reverse_nested")
    undated = of_the_undated(without)
    if facet in BY_ITSELF and undated is not None:
        others = bucket.bucket("others", "filter", Q("bool", filter=undated))
        others.bucket("things", "terms", field=f"facets.{facet.value}", size=MOST_VALUES)


def counted(
    answer: Mapping[str, Any], selection: Selection, counting: Sequence[Facet]
) -> dict[Facet, dict[str, int]]:
    """The counts of an answer; a chosen value without results stands at 0."""
    counts: dict[Facet, dict[str, int]] = {}
    for facet in counting:
        found = answer[facet.value]
        values = _dated(found) if facet in BY_DATE else _plain(found)
        for value in selection.values.get(facet, ()):
            values.setdefault(value, 0)
        counts[facet] = values
    return counts


def _plain(found: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["things"]["buckets"]}


def _dated(found: Mapping[str, Any]) -> dict[str, int]:
    dates = found["dates"].get("meeting", found["dates"])
    values = {bucket["key"]: bucket["things"]["doc_count"] for bucket in dates["values"]["buckets"]}
    for value, more in _plain(found["others"]).items() if "others" in found else ():
        values[value] = values.get(value, 0) + more
    return values
