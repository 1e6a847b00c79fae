"""Both engines give the same results in the same order, with the same counts and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from portal.vocabulary.places import Place, PlaceKind
from search.adapters.elasticsearch import ElasticsearchEngine
from search.adapters.embedded import EmbeddedEngine
from search.documents import Facet
from search.engine import Found
from search.plan import Plan, Sort
from tests.bench import corpus

DOCUMENTS = 1_000
ASHFORD = Place("Ashford", PlaceKind.TOWN, 51.15, 0.87, "district-3")


def asked() -> list[Plan]:
    """Searches over every selection, in each order."""
    plans = corpus.plans()[::3]
    sorts = [Sort.BEST, Sort.BEST, Sort.SOONEST, Sort.NEWEST, Sort.NEAREST]
    return [
        replace(plan, sort=sort, selection=replace(plan.selection, near=ASHFORD))
        if sort is Sort.NEAREST
        else replace(plan, sort=sort)
        for plan, sort in zip(plans, sorts * len(plans), strict=False)
    ]


def told(found: Found) -> tuple[int, dict[Facet, dict[str, int]], list[str]]:
    """What a reader would see of it."""
    counts = {
        facet: {value: number for value, number in values.items() if number}
        for facet, values in found.counts.items()
    }
    return found.total, counts, [hit.key for hit in found.hits]


def test_two_engines_answer_alike(
    embedded_engine: EmbeddedEngine, elasticsearch_engine: ElasticsearchEngine
) -> None:
    engines = (embedded_engine, elasticsearch_engine)
    for engine in engines:
        engine.rebuild(corpus.documents(DOCUMENTS))
    plans = asked()
    for plan in plans:
        one, other = (
            engine.search(plan, start=0, size=20, counting=corpus.COUNTED) for engine in engines
        )
        assert told(one) == told(other), plan
        if plan.sort is Sort.BEST and plan.concepts:
            best = [found.hits[0].score if found.hits else 0.0 for found in (one, other)]
            assert best[0] == pytest.approx(best[1], rel=0.01), plan
    assert len(plans) == 40
    for typed in corpus.beginnings(60):
        assert alike(engine.suggest(typed, limit=8) for engine in engines), typed
    assert alike(dict(engine.words()) for engine in engines)
    assert alike(dict(engine.fingerprints()) for engine in engines)


def alike(answers: Iterable[object]) -> bool:
    """Whether both are the same."""
    one, other = answers
    return one == other
