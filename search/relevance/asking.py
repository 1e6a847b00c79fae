"""Asking the questions of a file, of an index made of what is public now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from portal.vocabulary.registry import terms
from search.documents import Facet, SearchDocument
from search.engine import Engine, Found
from search.indexing.following import all_documents
from search.kinds import all_sources, by_source, key_of
from search.plan import Plan, Selection, Sort
from search.port import ELASTICSEARCH
from search.relevance.judging import Given, Item, failures, gain, matches, reciprocal_rank, wanted_of
from search.understanding.plan import Understood, understand

TODAY = date(2026, 11, 23)
"""The day on which all questions are asked."""
ASKED_FOR = 10
PATIENCE = 30.0
"""Seconds for an answer: the question here is how good it is, not how fast."""
FEATURE_OF = {
    Facet.DIMENSION: "dimension",
    Facet.PHASE: "phases",
    Facet.AUDIENCE: "audiences",
    Facet.COST: "cost",
    Facet.LEVEL: "level",
    Facet.FORMAT: "format",
}
FILTERS = {
    "kind": Facet.KIND,
    "topics": Facet.NEED,
    "need": Facet.NEED,
    "phases": Facet.PHASE,
    "phase": Facet.PHASE,
    "audiences": Facet.AUDIENCE,
    "audience": Facet.AUDIENCE,
    "dimension": Facet.DIMENSION,
    "district": Facet.DISTRICT,
    "cost": Facet.COST,
    "level": Facet.LEVEL,
    "format": Facet.FORMAT,
}


@dataclass(frozen=True)
class Verdict:
    """How one question went."""

    question: Mapping[str, Any]
    given: Given
    missed: tuple[str, ...]
    rank: float
    gain: float


@dataclass(frozen=True)
class Outcome:
    """How all went."""

    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> int:
        return sum(not verdict.missed for verdict in self.verdicts)

    @property
    def mean_rank(self) -> float:
        """MRR@5 over the questions that name something good."""
        return self._mean("rank")

    @property
    def mean_gain(self) -> float:
        """nDCG@10 over the same."""
        return self._mean("gain")

    def _mean(self, name: str) -> float:
        values = [getattr(v, name) for v in self.verdicts if wanted_of(v.question)]
        return sum(values) / len(values) if values else 0.0


class Evaluation:
    """An engine filled with what is public, and what expectations need to know of it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        documents = list(all_documents())
        self.items = dict(_items(documents))
        engine.rebuild(documents)
        self.words = engine.words()

    def outcome(self, questions: Sequence[Mapping[str, Any]]) -> Outcome:
        """Asks all questions."""
        return Outcome(tuple(self._verdict(question) for question in questions))

    def _verdict(self, question: Mapping[str, Any]) -> Verdict:
        given = self.ask(question["q"], question.get("filters", {}))
        wanted = wanted_of(question)
        good = sum(any(matches(item, match) for match in wanted) for item in self.items.values())
        return Verdict(
            question,
            given,
            tuple(failures(question, given)),
            reciprocal_rank(question, given),
            gain(question, given, good),
        )

    def ask(self, text: str, filters: Mapping[str, Sequence[str]]) -> Given:
        """The answer that the page would give."""
        values = {FILTERS[name]: tuple(chosen) for name, chosen in filters.items()}
        meant = self.understood(text, Selection(values))
        found = self._found(meant)
        freeing = {}
        if values and not found.total:
            freeing = {facet.value: self._without(text, values, facet) for facet in values}
        return Given(
            [self.items[hit.key] for hit in found.hits],
            found.total,
            meant.corrected,
            {name: count for name, count in freeing.items() if count},
        )

    def understood(self, text: str, selection: Selection) -> Understood:
        """What the words mean to this engine."""
        return understand(text, selection=selection, sort=Sort.BEST, today=TODAY, words=self.words)

    def _without(self, text: str, values: Mapping[Facet, tuple[str, ...]], facet: Facet) -> int:
        return self._found(self.understood(text, Selection(values).without(facet))).total

    def _found(self, meant: Understood) -> Found:
        found = self._search(meant.plan)
        return self._search(meant.looser) if not found.total and meant.looser else found

    def _search(self, plan: Plan) -> Found:
        return self.engine.search(plan, start=0, size=ASKED_FOR)


@contextmanager
def evaluation(engine: str) -> Iterator[Evaluation]:
    """An index for the questions alone, beside the one that readers use."""
    if engine == ELASTICSEARCH:
        from search.adapters.elasticsearch import ElasticsearchEngine

        prefix = f"{settings.ELASTICSEARCH_INDEX_PREFIX}-evaluation"
        elastic = ElasticsearchEngine(prefix=prefix, patience=PATIENCE)
        try:
            yield Evaluation(elastic)
        finally:
            elastic.remove()
        return
    from search.adapters.embedded import EmbeddedEngine

    with TemporaryDirectory(prefix="search-evaluation-") as folder:
        yield Evaluation(EmbeddedEngine(Path(folder)))


def _items(documents: Sequence[SearchDocument]) -> Iterator[tuple[str, Item]]:
    topics = _topics([document.key for document in documents])
    for document in documents:
        features = {
            feature: frozenset(document.facets.get(facet, ())) for facet, feature in FEATURE_OF.items()
        }
        features["topics"] = topics.get(document.key, frozenset())
        features["district"] = _districts(document)
        features["format"] |= {dated.format for dated in document.dates}
        yield document.key, Item(document.title, document.kind, features)


def _districts(document: SearchDocument) -> frozenset[str]:
    """Its own district or those of a date; what is for all of Kent is in none."""
    everywhere = len(terms("districts").rows)
    all_of_them = [document.facets.get(Facet.DISTRICT, ()), *(d.districts for d in document.dates)]
    return frozenset(slug for some in all_of_them if len(some) < everywhere for slug in some)


def _topics(keys: Sequence[str]) -> dict[str, frozenset[str]]:
    """The needs that something is about itself, without the broader ones."""
    found = {}
    for source in all_sources():
        pks = by_source(keys).get(source.name, [])
        rows = source.public().filter(pk__in=pks)
        if any(field.name == "needs" for field in rows.model._meta.get_fields()):
            for row in rows.prefetch_related("needs"):
                found[key_of(source.name, row.pk)] = frozenset(need.slug for need in row.needs.all())
    return found
