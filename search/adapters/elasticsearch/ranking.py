"""What was asked, as a query that scores, and the order of its results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.base.clock import LONDON
from search.adapters.elasticsearch.client import Q, Query
from search.adapters.elasticsearch.mapping import mark
from search.documents import Facet
from search.plan import (
    DATE_BANDS,
    FIELD_WEIGHTS,
    MARK_WORTH,
    PHRASE_WORTH,
    SERVES_WORTH,
    TIE_BREAKER,
    Alternative,
    Concept,
    Plan,
    Sort,
)

CURRENT = 4_096.0
"""More than words can be worth, so that what is overdue comes after what is not."""
PINNED = 2.0**20
"""More than that: what is promoted comes first."""


def scored(plan: Plan, filters: Sequence[Query]) -> Query:
    """Everything that meets the plan's concepts, or is pinned, and the filters."""
    sort = plan.order
    meeting = _concepts(plan)
    if sort is Sort.NEAREST:
        wanted = Q("bool", filter=[meeting], should=[_serving(plan, 1.0)])
    elif sort is Sort.BEST:
        wanted = Q("bool", must=[meeting], should=_besides(plan))
    else:
        wanted = meeting
    best = sort is Sort.BEST
    last = len(plan.pinned)
    pinned = [
        _worth(Q("term", key=key), PINNED * (last - place) if best else 0.0)
        for place, key in enumerate(plan.pinned)
    ]
    return Q("bool", should=[wanted, *pinned], minimum_should_match=1, filter=list(filters))


def sorting(plan: Plan) -> list[dict[str, Any]]:
    """By what results are sorted; the same every time."""
    score = {"_score": {"order": "desc"}}
    soonest = {"next_start": {"order": "asc", "missing": "_last"}}
    ties = [soonest, {"key": {"order": "asc"}}]
    near = plan.selection.near
    match plan.order:
        case Sort.SOONEST:
            return [soonest, score, *ties[1:]]
        case Sort.NEWEST:
            return [{"changed": {"order": "desc", "missing": "_last"}}, score, *ties]
        case Sort.NEAREST if near:
            point = {"lat": near.latitude, "lon": near.longitude}
            return [score, {"_geo_distance": {"points": point, "mode": "min", "unit": "m"}}, *ties]
    return [score, *ties]


def as_scored(raw: float) -> float:
    """A score without what only lifts it among the pinned or the current."""
    rest = raw % PINNED
    return rest - CURRENT if rest >= CURRENT else rest


def current() -> Query:
    """Puts what is not overdue before what is."""
    return _worth(Q("term", overdue=False), CURRENT)


def words_query(plan: Plan) -> Query | None:
    """The words alone, to mark them in excerpts."""
    queries = [query for concept in plan.concepts for query in _words(concept)]
    return Q("dis_max", queries=queries) if queries else None


def _concepts(plan: Plan) -> Query:
    required = [_concept(concept) for concept in plan.concepts if not concept.optional]
    raising = [_concept(concept) for concept in plan.concepts if concept.optional]
    if required and plan.minimum:
        must = [Q("bool", should=required, minimum_should_match=min(plan.minimum, len(required)))]
    else:
        must, raising = [Q("match_all", boost=0.0)], [*required, *raising]
    return Q("bool", must=must, should=raising)


def _concept(concept: Concept) -> Query:
    queries = [*_words(concept), *_marks(concept)]
    return Q("dis_max", queries=queries, tie_breaker=TIE_BREAKER) if queries else Q("match_none")


def _words(concept: Concept) -> Iterator[Query]:
    for alternative in concept.alternatives:
        for field, weight in FIELD_WEIGHTS.items():
            yield _text(alternative, field, weight * concept.weight)


def _text(alternative: Alternative, field: str, weight: float) -> Query:
    """A word, or several as a phrase."""
    kind = "match_phrase" if len(alternative.words) > 1 else "match"
    asked = {"query": " ".join(alternative.words), "boost": weight * alternative.weight}
    return Q(kind, **{field: asked})


def _marks(concept: Concept) -> Iterator[Query]:
    for marked in concept.marks:
        worth = MARK_WORTH * marked.weight * concept.weight
        yield _worth(Q("term", marks=mark(marked.facet, marked.value)), worth)


def _besides(plan: Plan) -> list[Query]:
    """What raises a result, whatever its words are worth."""
    worth = [current()]
    if len(plan.phrase) > 1:
        worth.append(_worth(Q("match_phrase", title=" ".join(plan.phrase)), PHRASE_WORTH))
    since = plan.today
    for days, band in DATE_BANDS:
        until = plan.today + timedelta(days=days)
        worth.append(_worth(_held(since, until), band))
        since = until
    if plan.selection.near:
        worth.append(_serving(plan, SERVES_WORTH))
    return worth


def _held(first: date, before: date) -> Query:
    """Things next held on these days in Kent."""
    days = {"gte": first, "lt": before}
    at = {name: datetime.combine(day, time(), LONDON).isoformat() for name, day in days.items()}
    return Q("range", next_start=at)


def _serving(plan: Plan, worth: float) -> Query:
    near = plan.selection.near
    district = near.district if near else ""
    return _worth(Q("term", marks=mark(Facet.DISTRICT, district)), worth)


def _worth(query: Query, worth: float) -> Query:
    return Q("constant_score", filter=query, boost=worth)
