"""What the engine gives to lists of one app's own things: which rows words mean, and counts beside filters.

Such a list keeps its own conditions, which the database answers; without the engine it looks for the
words itself and shows no counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from portal.base import clock
from portal.base.paging import Paged, page_of
from portal.vocabulary.facets import replacing
from search.asked import AS_TYPED, SPELLING
from search.documents import Facet
from search.engine import EngineDown, Found
from search.kinds import by_source
from search.plan import MOST_RANKED, Plan, Selection, Sort
from search.port import engine
from search.understanding.engine_words import engine_words
from search.understanding.plan import Understood, understand


@dataclass(frozen=True)
class Correction:
    """What was searched for in place of a word that nothing has."""

    shown: str
    typed: str
    typed_href: str


Counts = Mapping[Facet, Mapping[str, int]]


@dataclass(frozen=True)
class Listed:
    """``ranked`` are primary keys of rows that the words mean, the best first, and None where no words
    were asked. ``corrected`` are the words that were searched for in place of those that nothing has.
    """

    ranked: tuple[int, ...] | None = None
    counts: Counts = field(default_factory=dict)
    corrected: str = ""


def correction_of(corrected: str, typed: str, query: QueryDict) -> Correction | None:
    """What the reader is told of a corrected question, and the way to search for it as typed."""
    if not corrected:
        return None
    return Correction(corrected, typed, replacing(query, **{SPELLING: AS_TYPED}))


def listed(
    text: str,
    *,
    source: str,
    selection: Selection,
    counting: Mapping[Facet, Selection] | Sequence[Facet],
    as_typed: bool = False,
) -> Listed | None:
    """What the engine knows of the rows of ``source``; None where it cannot count, and so not help.

    The rows are those of all kinds in ``selection``; its other filters are for the counts only.
    ``counting`` may name facets that are counted within another selection.
    """
    meaning = understand(
        text,
        selection=selection,
        sort=Sort.BEST,
        today=clock.today(),
        words=engine_words(),
        as_typed=as_typed,
    )
    kinds = Selection({Facet.KIND: selection.values.get(Facet.KIND, ())})
    try:
        plan, ranked = _ranked(meaning, kinds, source) if text else (meaning.plan, None)
        counts = _counts(plan, selection, counting)
    except EngineDown:
        return None
    return Listed(ranked, counts, meaning.corrected)


def page_by_rank(
    rows: QuerySet[Any], ranked: Sequence[int], number: str | None
) -> tuple[list[Any], Paged]:
    """Those of ``rows``, all of which are ``ranked``, that the page asked for has: the best match first."""
    place = {pk: at for at, pk in enumerate(ranked)}
    keys = sorted(rows.order_by().values_list("pk", flat=True), key=place.__getitem__)
    paged = page_of(keys, number)
    found = rows.in_bulk(list(paged.page))
    return [found[pk] for pk in paged.page if pk in found], paged


def _ranked(meaning: Understood, kinds: Selection, source: str) -> tuple[Plan, tuple[int, ...]]:
    """The plan that found something, and what it found."""
    plan = meaning.plan
    found = _found(replace(plan, selection=kinds), size=MOST_RANKED)
    if not found.total and meaning.looser:
        plan = meaning.looser
        found = _found(replace(plan, selection=kinds), size=MOST_RANKED)
    return plan, tuple(by_source(hit.key for hit in found.hits).get(source, ()))


def _counts(
    plan: Plan, selection: Selection, counting: Mapping[Facet, Selection] | Sequence[Facet]
) -> Counts:
    within = counting if isinstance(counting, Mapping) else dict.fromkeys(counting, selection)
    counts: dict[Facet, Mapping[str, int]] = {}
    for chosen in {id(one): one for one in within.values()}.values():
        facets = [facet for facet, one in within.items() if one is chosen]
        counts |= _found(replace(plan, selection=chosen), counting=facets).counts
    return counts


def _found(plan: Plan, *, size: int = 0, counting: Sequence[Facet] = ()) -> Found:
    """Raises ``EngineDown`` where it cannot count: a list then asks the database itself."""
    bare = replace(plan, excerpts=False)
    found = engine().search_itself(bare, start=0, size=size, counting=counting)
    if not found.counted:
        raise EngineDown("The database, which is the engine here, cannot count.")
    return found
