"""What was chosen, as queries that narrow: OR within a facet, AND across, dates in one piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tantivy import Occur, Query

from search.adapters.embedded import dates
from search.adapters.embedded.reader import Snapshot
from search.adapters.embedded.schema import schema
from search.adapters.embedded.stored import UNDATED, mark
from search.documents import BY_DATE, BY_ITSELF, Facet
from search.plan import Selection


def one_of(field: str, words: Sequence[str]) -> Query:
    """Things with any of these words in a field that is not cut."""
    if len(words) == 1:
        return Query.term_query(schema(), field, words[0], "basic")
    return Query.term_set_query(schema(), field, list(words)) if words else Query.empty_query()


def all_of(queries: Iterable[Query]) -> Query:
    """Things that meet all of these."""
    given = list(queries)
    if len(given) == 1:
        return given[0]
    return Query.boolean_query([(Occur.Must, query) for query in given]) if given else Query.all_query()


def any_of(queries: Iterable[Query]) -> Query:
    """Things that meet one of these."""
    given = list(queries)
    if len(given) == 1:
        return given[0]
    return Query.boolean_query([(Occur.Should, query) for query in given])


class Conditions:
    """A selection, narrowed to values that the index knows: others meet nothing."""

    def __init__(self, selection: Selection, snapshot: Snapshot) -> None:
        self.first, self.last = selection.first, selection.last
        self.chosen: dict[Facet, tuple[str, ...]] = {
            facet: tuple(value for value in dict.fromkeys(values) if value in snapshot.values(facet))
            for facet, values in selection.values.items()
            if values
        }

    @property
    def by_date(self) -> bool:
        """Whether anything is asked of dates."""
        return bool(self.first or self.last) or any(facet in self.chosen for facet in BY_DATE)

    def asked_of_dates_besides(self, facet: Facet) -> bool:
        """The same, with nothing chosen in this facet."""
        others = any(other in self.chosen for other in BY_DATE if other != facet)
        return bool(self.first or self.last) or others

    def queries(self, *, without: Facet | None = None, dated: bool = True) -> list[Query]:
        """A query for each condition but those of one facet, and those of dates if not wanted."""
        narrowing = [
            one_of("own", [mark(facet, value) for value in values])
            for facet, values in self.chosen.items()
            if facet not in BY_DATE and facet != without
        ]
        asked = self.by_date if without is None else self.asked_of_dates_besides(without)
        if dated and asked:
            narrowing.append(self.of_dates({facet: self.chosen[facet] for facet in self._kept(without)}))
        return narrowing

    def on_the_days(self) -> list[Query]:
        """Things with a date on the days asked for, if any are."""
        return [self.of_dates({})] if self.first or self.last else []

    def with_only(self, facet: Facet, value: str) -> Query:
        """What is asked of dates, with just this value chosen in a facet of theirs."""
        kept = {other: self.chosen[other] for other in self._kept(facet)}
        return self.of_dates({**kept, facet: (value,)})

    def of_dates(self, chosen: dict[Facet, tuple[str, ...]]) -> Query:
        """Things with a date that meets all of it, or without dates that meet it by themselves."""
        times = dates.times(self.first, self.last)
        parts = [chosen.get(facet, dates.ANY) for facet in BY_DATE]
        met = [one_of("held", dates.asked(times, *parts))]
        if times == dates.ANY and Facet.PLACES not in chosen:
            by_itself = [
                one_of("own", [mark(facet, value) for value in chosen[facet]])
                for facet in BY_ITSELF
                if facet in chosen
            ]
            met.append(all_of([one_of("own", [UNDATED]), *by_itself]))
        return any_of(met)

    def _kept(self, without: Facet | None) -> list[Facet]:
        return [facet for facet in BY_DATE if facet in self.chosen and facet != without]
