"""How many results each value of a facet would give, its own choices left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from tantivy import Query

from search.adapters.embedded import dates
from search.adapters.embedded.conditions import Conditions, all_of
from search.adapters.embedded.reader import Snapshot
from search.adapters.embedded.schema import COUNTED
from search.documents import BY_DATE, Facet
from search.plan import Selection

MOST_VALUES = 500
MOST_THINGS = 20_000
"""Things whose dates are gone through one by one, at about 1.5 ms for a thousand."""
Counts = dict[Facet, dict[str, int]]


def total(snapshot: Snapshot, query: Query) -> int:
    """How many things a query finds."""
    answer: Any = snapshot.searcher.search(query, limit=1)  # whose types know no count
    return int(answer.count)


def count(
    snapshot: Snapshot, found: Query, selection: Selection, counting: Sequence[Facet]
) -> tuple[int, Counts]:
    """How many things of those ``found`` meet the selection, and the counts beside its values.

    Facets in which nothing is chosen are counted in one go from their columns, the others one by one.
    What one date has to meet stands in no column as soon as two things are asked of it: then dates are
    gone through, or if that would be too many, each value is tried. A chosen value without results
    stands at 0.
    """
    conditions = Conditions(selection, snapshot)
    by_dates = [f for f in counting if f in BY_DATE and conditions.asked_of_dates_besides(f)]
    together: dict[Facet | None, list[Facet]] = {None: []}
    for facet in counting:
        if facet not in by_dates:
            together.setdefault(facet if facet in conditions.chosen else None, []).append(facet)
    counts: Counts = {}
    number = 0
    for without, facets in together.items():
        query = all_of([found, *conditions.queries(without=without)])
        met, columns = _columns(snapshot, query, facets)
        number = met if without is None else number
        counts |= columns
    if by_dates:
        counts |= _by_dates(snapshot, [found, *conditions.queries(dated=False)], conditions, by_dates)
    for facet in counting:
        for value in selection.values.get(facet, ()):
            counts[facet].setdefault(value, 0)
    return number, counts


def _columns(snapshot: Snapshot, query: Query, facets: Sequence[Facet]) -> tuple[int, Counts]:
    if not facets:
        return total(snapshot, query), {}
    asked: dict[str, Any] = {
        facet.value: {"terms": {"field": COUNTED[facet], "size": MOST_VALUES}} for facet in facets
    }
    asked["things"] = {"value_count": {"field": "order"}}
    answer = snapshot.searcher.aggregate(query, asked)
    counts = {
        facet: {bucket["key"]: int(bucket["doc_count"]) for bucket in answer[facet.value]["buckets"]}
        for facet in facets
    }
    return int(answer["things"]["value"]), counts


def _by_dates(
    snapshot: Snapshot, found: Sequence[Query], conditions: Conditions, facets: Sequence[Facet]
) -> Counts:
    query = all_of([*found, *conditions.on_the_days()])
    answer: Any = snapshot.searcher.search(Query.const_score_query(query, 0.0), limit=MOST_THINGS)
    if answer.count <= MOST_THINGS:
        addresses = [address for _, address in answer.hits]
        return gone_through(snapshot.entries(addresses), conditions, facets)
    return {facet: _tried(snapshot, all_of(found), conditions, facet) for facet in facets}


def gone_through(
    diaries: Iterable[tuple[dates.Entries, int]], conditions: Conditions, facets: Sequence[Facet]
) -> Counts:
    """Counts things by what one of their dates meets. A set of values is a number, one bit for each."""
    first, last = dates.from_to(conditions.first, conditions.last)
    bits: dict[tuple[Facet, str], int] = {}
    chosen = {facet: set(conditions.chosen.get(facet, ())) for facet in BY_DATE}

    @cache
    def counted(what: str) -> int:
        values = dict(zip(BY_DATE, (part.split(",") for part in what.split("|")), strict=True))
        missed = {
            facet for facet in BY_DATE if chosen[facet] and chosen[facet].isdisjoint(values[facet])
        }
        meeting = 0
        for facet in facets:
            if missed <= {facet}:
                for value in filter(None, values[facet]):
                    meeting |= bits.setdefault((facet, value), 1 << len(bits))
        return meeting

    sets: Counter[int] = Counter()
    for diary, things in diaries:
        meeting = 0
        for day, what in diary:
            if first <= day <= last:
                meeting |= counted(what)
        sets[meeting] += things
    counts: Counts = {facet: {} for facet in facets}
    for (facet, value), bit in bits.items():
        if number := sum(having for meeting, having in sets.items() if meeting & bit):
            counts[facet][value] = number
    return counts


def _tried(snapshot: Snapshot, found: Query, conditions: Conditions, facet: Facet) -> dict[str, int]:
    numbers = {
        value: total(snapshot, all_of([conditions.with_only(facet, value), found]))
        for value in snapshot.values(facet)
    }
    return {value: number for value, number in numbers.items() if number}
