"""Search by the database itself, for when the engine does not answer.

Wagtail's index (SQLite's FTS5 or PostgreSQL's text search) finds the words, the sources' own
conditions narrow. One query ranks the rows of all sources together, as their scores come from one
index table. Nothing is counted but kinds, and no more than ``MOST_RANKED`` results are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import combinations
from operator import add, and_, or_
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from modelsearch.query import And, Or, Phrase, PlainText, SearchQuery

from search.adapters.full_text import FullText
from search.documents import Facet, SearchDocument
from search.engine import EngineDown, Found, Health, Hit, Suggestion
from search.kinds import Source, all_kinds, all_sources, by_source, key_of
from search.plan import MOST_RANKED, Concept, Plan, Selection, Sort
from search.words import words_of

MOST_WAYS = 20
"""Ways to meet some of the concepts that are tried in one query."""
ABOUT_ITSELF = (Facet.NEED, Facet.DIMENSION)
"""Facets whose words stand in texts too: a concept that is marked so is looked for as text."""
TRIED_TITLES = 200

Row = tuple[str, int, str]
"""A source's name, a row's key, and its kind."""


class DatabaseEngine:
    """Finds rows that meet enough of the concepts, their marks as filters where texts do not say them."""

    name = "database"

    def search(self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()) -> Found:
        """As ``Engine.search`` says; only kinds are counted."""
        text, narrowed = FullText(all_of(plan.concepts, plan.minimum)), _narrowed(plan)
        found = _ranked(plan, text, narrowed)
        if not found and text.text is not None and len(narrowed) > 1:
            found = _ranked(plan, text, narrowed[:1])
        kinds = plan.selection.values.get(Facet.KIND, ())
        wanted = [row for row in found if not kinds or row[2] in kinds]
        first = _pinned(plan) if plan.sort is Sort.BEST and plan.pinned else []
        keys = set(first)
        rest = [row for row in wanted if row not in keys]
        hits = [Hit(key_of(name, pk), kind, pinned=True) for name, pk, kind in first]
        hits += [Hit(key_of(name, pk), kind) for name, pk, kind in rest]
        counts = _by_kind(found, kinds) if Facet.KIND in counting else {}
        return Found(len(hits), tuple(hits[start : start + size]), counts, counted=False)

    def suggest(
        self, words: Sequence[str], *, limit: int, kinds: Sequence[str] = ()
    ) -> list[Suggestion]:
        """As ``Engine.suggest`` says, by title."""
        if not words or limit < 1:
            return []
        found = []
        for name, pk, kind, title in _titles(words):
            if (not kinds or kind in kinds) and goes_on(words_of(title), words):
                found.append(Suggestion(key_of(name, pk), kind, title))
        return found[:limit]

    def words(self) -> Mapping[str, int]:
        """The database keeps no list of words."""
        raise EngineDown("The database keeps no list of words.")

    def write(self, documents: Sequence[SearchDocument], *, gone: Sequence[str] = ()) -> None:
        """Nothing is to be done: Wagtail's index is written with the rows."""

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Nothing is to be done: see ``manage.py update_index``."""
        return sum(1 for _document in documents)

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """What the database finds by is not made of documents."""
        return iter(())

    def health(self) -> Health:
        """It answers whenever anything does."""
        return Health(self.name, sum(source.public().count() for source in all_sources()))


def goes_on(title: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether a title has all the words typed, the last of which may be begun only."""
    *whole, begun = typed
    return set(whole) <= set(title) and any(word.startswith(begun) for word in title)


def _narrowed(plan: Plan) -> list[Selection]:
    """The selection, with what concepts mark as one more condition each."""
    narrowed = [plan.selection]
    for concept in plan.concepts:
        marks: dict[Facet, tuple[str, ...]] = {}
        for mark in () if concept.optional else _filters(concept):
            marks[mark.facet] = (*marks.get(mark.facet, ()), mark.value)
        for facet, values in list(marks.items())[:1]:
            narrowed.append(Selection({facet: values}))
    return narrowed


def _filters(concept: Concept) -> list[Any]:
    return [mark for mark in concept.marks if mark.facet not in ABOUT_ITSELF]


def all_of(concepts: Sequence[Concept], minimum: int) -> SearchQuery | None:
    """A text query for what has to be met as text; ``None`` where nothing has."""
    asked = [
        _text(concept)
        for concept in concepts
        if concept.alternatives and not concept.optional and not _filters(concept)
    ]
    least = max(min(minimum, len(asked)), 1)
    if not asked:
        return None
    ways = [list(way) for way in combinations(asked, least)] if len(asked) > least else [asked]
    if len(ways) > MOST_WAYS:
        ways = [asked]
    return _either([way[0] if len(way) == 1 else And(way) for way in ways])


def _text(concept: Concept) -> SearchQuery:
    return _either(
        [
            Phrase(" ".join(way.words)) if len(way.words) > 1 else PlainText(way.words[0])
            for way in concept.alternatives
            if way.words
        ]
    )


def _either(queries: list[SearchQuery]) -> SearchQuery:
    return queries[0] if len(queries) == 1 else Or(queries)


def _ranked(plan: Plan, text: FullText, narrowed: Sequence[Selection]) -> list[Row]:
    """Best first: sources, keys and kinds of at most ``MOST_RANKED`` rows, whatever kinds are asked."""
    if text.text is None and any(
        concept.alternatives and not _filters(concept) for concept in plan.concepts
    ):
        return []
    queries = [_matching(source, plan, text, narrowed) for source in all_sources()]
    if not queries:
        return []
    together = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    rows = together.order_by(*_order(plan), "found_source", "found_pk")[:MOST_RANKED]
    return [(name, pk, kind) for name, pk, kind, *_rest in rows]


def _order(plan: Plan) -> list[str]:
    by_score = ["found_late", "-found_score"]
    by_date = ["found_undated", "found_start"]
    if plan.sort is Sort.SOONEST:
        return [*by_date, *by_score]
    if plan.sort is Sort.NEWEST:
        return ["found_unchanged", "-found_changed", *by_score]
    return ["found_overdue", "found_far", *by_score, *by_date]


COLUMNS = (
    "found_source",
    "found_pk",
    "found_kind",
    "found_score",
    "found_late",
    "found_far",
    "found_overdue",
    "found_undated",
    "found_start",
    "found_unchanged",
    "found_changed",
)


def _matching(
    source: Source, plan: Plan, text: FullText, narrowed: Sequence[Selection]
) -> QuerySet[Any]:
    """Public rows of a source that meet the text and the selections, as ``COLUMNS``.

    The index is asked first and the rows narrowed afterwards, as Wagtail lets a search narrow by
    plain columns of the index only.
    """
    rows = source.public()
    for selection in narrowed:
        rows = source.narrow(rows, replace(selection, values=_without_kind(selection)))
    keys = rows.order_by().values("pk")
    matching = text.rows(rows.model)
    order = source.ordering()
    return (
        matching.order_by()
        .filter(pk__in=keys)
        .annotate(
            found_source=Value(source.name, CharField()),
            found_pk=F("pk"),
            found_kind=source.kind_of(),
            found_late=not_in_title(plan.concepts),
            found_far=_far(source, plan),
            found_overdue=order["overdue"],
            found_start=order["next_start"],
            found_changed=order["changed"],
        )
        .annotate(
            found_undated=_when(Q(found_start__isnull=False)),
            found_unchanged=_when(Q(found_changed__isnull=False)),
        )
        .values_list(*COLUMNS)
    )


def _without_kind(selection: Selection) -> dict[Facet, tuple[str, ...]]:
    return {facet: values for facet, values in selection.values.items() if facet is not Facet.KIND}


def _when(condition: Q) -> Case:
    """0 for rows that meet it, which come first, else 1."""
    return Case(When(condition, then=Value(0)), default=Value(1))


def _far(source: Source, plan: Plan) -> Any:
    """0 for what serves the district asked near, else 1."""
    near = plan.selection.near
    if near is None:
        return Value(0)
    serving = source.narrow(source.public(), Selection({Facet.DISTRICT: (near.district,)}))
    return _when(Q(pk__in=serving.order_by().values("pk")))


def not_in_title(concepts: Sequence[Concept]) -> Any:
    """How many concepts a title lacks: few words elsewhere say as much as one in the title."""
    asked = [concept for concept in concepts if concept.alternatives and not concept.optional]
    lacking = [_when(reduce(or_, map(_words_in_title, c.alternatives))) for c in asked]
    return reduce(add, lacking, Value(0))


def _words_in_title(way: Any) -> Q:
    return reduce(and_, (Q(title__icontains=word) for word in way.words), Q())


def _pinned(plan: Plan) -> list[Row]:
    """What staff put first, in their order, as far as it meets the selection."""
    kinds = plan.selection.values.get(Facet.KIND, ())
    found: dict[str, Row] = {}
    named = by_source(plan.pinned)
    for source in all_sources():
        if source.name in named:
            rows = source.narrow(
                source.public(), replace(plan.selection, values=_without_kind(plan.selection))
            )
            rows = rows.filter(pk__in=named[source.name]).annotate(found_kind=source.kind_of())
            for pk, kind in rows.values_list("pk", "found_kind"):
                if not kinds or kind in kinds:
                    found[key_of(source.name, pk)] = (source.name, pk, kind)
    return [found[key] for key in dict.fromkeys(plan.pinned) if key in found]


def _titles(words: Sequence[str]) -> Iterator[tuple[str, int, str, str]]:
    """Sources, keys, kinds and titles that may be meant, from A to Z."""
    queries = [
        source.public()
        .order_by()
        .filter(reduce(and_, (Q(title__icontains=word) for word in words)))
        .annotate(
            found_source=Value(source.name, CharField()), found_pk=F("pk"), found_kind=source.kind_of()
        )
        .values_list("found_source", "found_pk", "found_kind", "title")
        for source in all_sources()
    ]
    if queries:
        yield from queries[0].union(*queries[1:], all=True).order_by("title")[:TRIED_TITLES]


def _by_kind(found: Sequence[Row], chosen: Sequence[str]) -> dict[Facet, dict[str, int]]:
    counts = Counter(kind for _name, _pk, kind in found)
    slugs = [*(kind.slug for kind in all_kinds()), *chosen]
    return {Facet.KIND: {slug: counts[slug] for slug in dict.fromkeys(slugs)}}
