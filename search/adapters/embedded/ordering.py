"""The order of results, exactly and the same every time, though only the first of them are looked at.

The library sorts by score or by one column. Results that are even are put in order here, by next date
and key; where more are even than were asked for, more are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import DocAddress, Occur, Order, Query

from search.adapters.embedded.conditions import all_of, any_of, one_of
from search.adapters.embedded.meaning import besides, finding, raised, scoring, serving, within, worth
from search.adapters.embedded.nearness import Rings
from search.adapters.embedded.reader import Snapshot
from search.adapters.embedded.stored import OVERDUE
from search.plan import MOST_RANKED, Plan, Sort

SPARE = 60
"""Results beyond those wanted that are asked for at once, in case some are even with the last."""
MOST_EVEN = 20_000
"""Results that are even and still put in order; of more, those come that the index gives first."""
SERVES = 1_024.0
"""More than any ring around a place is worth."""


@dataclass(frozen=True)
class Place:
    """Where a result lies in the index, and what it was worth."""

    score: float
    address: DocAddress


class Ordering:
    """The results of a plan in order, of those that meet ``narrowing``.

    What is pinned is found in whichever order but the best, where it has been put first already.
    """

    def __init__(self, plan: Plan, snapshot: Snapshot, narrowing: Sequence[Query]) -> None:
        self.plan, self.snapshot, self.searcher = plan, snapshot, snapshot.searcher
        self.sort = plan.order
        self.narrowing = [worth(query, 0.0) for query in narrowing]

    def first(self, number: int) -> list[Place]:
        """So many results from the first on."""
        number = min(number, MOST_RANKED)
        if number < 1:
            return []
        if self.sort is Sort.NEAREST:
            return self._nearest(number)
        if self.sort is Sort.NEWEST:
            return self._by_column("changed", Order.Desc, number)
        if self.sort is Sort.SOONEST:
            by_rank = not self.plan.concepts
            return self._ranked(number) if by_rank else self._by_column("next_start", Order.Asc, number)
        if not self.plan.concepts:
            return self._unasked(number)
        return self._scored(raised(scoring(self.plan), besides(self.plan)), number)

    def _scored(self, scored: Query, number: int, *, near: Rings | None = None) -> list[Place]:
        """By score; what is even by distance, next date and key."""
        query = all_of([scored, *self.narrowing])
        hits = self.searcher.search(query, limit=number + SPARE, count=False).hits
        if len(hits) == number + SPARE and hits[-1][0] == hits[number - 1][0]:
            hits = self.searcher.search(query, limit=MOST_EVEN, count=False).hits
        return self._sorted([Place(*hit) for hit in hits], near)[:number]

    def _sorted(self, places: list[Place], near: Rings | None = None) -> list[Place]:
        addresses = [place.address for place in places]
        starts = self.searcher.fast_field_values("next_start", addresses)
        orders = self.searcher.fast_field_values("order", addresses)
        distances = [self._distance(place, near) for place in places] if near else starts
        keys = [
            (-place.score, distance, start, order)
            for place, distance, start, order in zip(places, distances, starts, orders, strict=True)
        ]
        return [places[at] for at in sorted(range(len(places)), key=keys.__getitem__)]

    def _distance(self, place: Place, near: Rings) -> float:
        """Only where scores do not tell it: what has no place is worth no ring."""
        if not near.coarse or place.score in (0.0, SERVES):
            return 0.0
        return near.distance(self.searcher.doc(place.address)["points"])

    def _ranked(self, number: int, *parts: tuple[Occur, Query]) -> list[Place]:
        """By next date and key alone."""
        query = Query.boolean_query([(Occur.Must, all_of([self._found(), *self.narrowing])), *parts])
        hits = self.searcher.search(
            query, limit=number, count=False, order_by_field="rank", order=Order.Asc
        ).hits
        return [Place(0.0, address) for _, address in hits]

    def _unasked(self, number: int) -> list[Place]:
        """Everything: what is overdue last, what serves the place first, then by next date."""
        late, near = one_of("own", [OVERDUE]), self.plan.selection.near
        parts = [[(Occur.MustNot, late)], [(Occur.Must, late)]]
        if near:
            here = serving(near.district)
            parts = [[*part, (occur, here)] for part in parts for occur in (Occur.Must, Occur.MustNot)]
        places: list[Place] = []
        for part in parts:
            if len(places) < number:
                places += self._ranked(number - len(places), *part)
        return places

    def _by_column(self, column: str, order: Order, number: int) -> list[Place]:
        """By a column, then by what words are worth, next date and key.

        The column tells where the last one stands. Those before it are few; those even with it are
        had by score.
        """
        query = all_of([self._found(), *self.narrowing])
        hits = self.searcher.search(
            query, limit=number, count=False, order_by_field=column, order=order
        ).hits
        if not hits:
            return []
        last = hits[-1][0]
        before = [value for value, _ in hits].index(last)
        places = self._ahead(column, last, order, before) if before else []
        even = within(column, last, last + 1)
        if not self.plan.concepts:
            return places + self._ranked(number - before, (Occur.Must, even))
        return places + self._scored(all_of([self._found(), worth(even, 0.0)]), number - before)

    def _ahead(self, column: str, last: int, order: Order, number: int) -> list[Place]:
        ahead = within(column, None, last) if order is Order.Asc else within(column, last + 1, None)
        query = all_of([self._found(), worth(ahead, 0.0), *self.narrowing])
        hits = self.searcher.search(query, limit=number, count=False).hits
        places = self._sorted([Place(*hit) for hit in hits])
        values = self.searcher.fast_field_values(column, [place.address for place in places])
        standing = sorted(
            range(len(places)), key=lambda at: values[at] or 0, reverse=order is Order.Desc
        )
        return [places[at] for at in standing]

    def _nearest(self, number: int) -> list[Place]:
        """What serves the district first, then by distance."""
        near = self.plan.selection.near
        assert near is not None
        rings = Rings(near, self.snapshot.points)
        raising = [worth(serving(near.district), SERVES)]
        worths = [
            worth(one_of("points", points), float(len(rings.points) - place))
            for place, points in enumerate(rings.points)
        ]
        if worths:
            raising.append(Query.disjunction_max_query(worths, 0.0))
        found = worth(with_pinned(self.plan, finding(self.plan)) or Query.all_query(), 0.0)
        return self._scored(raised(found, raising), number, near=rings)

    def _found(self) -> Query:
        """What words find, for what they are worth."""
        if not self.plan.concepts:
            return worth(Query.all_query(), 0.0)
        return with_pinned(self.plan, scoring(self.plan)) or Query.all_query()


def with_pinned(plan: Plan, found: Query | None) -> Query | None:
    """What is pinned besides; ``None`` stays everything."""
    if found is None or not plan.pinned:
        return found
    return any_of([found, worth(one_of("key", plan.pinned), 0.0)])
