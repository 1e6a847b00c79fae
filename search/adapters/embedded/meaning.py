"""What was asked, as queries: one that only finds, and one that says how well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from tantivy import FieldType, Occur, Query

from portal.base.clock import LONDON
from search.adapters.embedded.conditions import any_of, one_of
from search.adapters.embedded.schema import schema, stems
from search.adapters.embedded.stored import OVERDUE, mark, moment
from search.documents import Facet
from search.plan import (
    DATE_BANDS,
    FIELD_WEIGHTS,
    MARK_WORTH,
    PHRASE_WORTH,
    SERVES_WORTH,
    TIE_BREAKER,
    Concept,
    Plan,
)

LATE = -4_096.0
"""What is overdue is worth so much less: more than words can make up for."""


def finding(plan: Plan) -> Query | None:
    """Things that meet enough of the concepts, whatever they are worth; ``None`` if all do."""
    required = [concept for concept in plan.concepts if not concept.optional]
    if not required or not plan.minimum:
        return None
    met = [_met(concept) for concept in required]
    return _enough(met, min(plan.minimum, len(met)))


def scoring(plan: Plan) -> Query:
    """The same things by what their words are worth, without the worth of anything besides."""
    required = [_scored(concept) for concept in plan.concepts if not concept.optional]
    raising = [_scored(concept) for concept in plan.concepts if concept.optional]
    if required and plan.minimum:
        found = _enough(required, min(plan.minimum, len(required)))
    else:
        found, raising = worth(Query.all_query(), 0.0), [*required, *raising]
    return raised(found, raising)


def raised(found: Query, raising: list[Query]) -> Query:
    """What is found, worth more where it meets the others."""
    if not raising:
        return found
    return Query.boolean_query([(Occur.Must, found), *((Occur.Should, query) for query in raising)])


def worth(query: Query, score: float) -> Query:
    """All of it for the same score."""
    return Query.const_score_query(query, score)


def _enough(met: list[Query], minimum: int) -> Query:
    if len(met) == 1:
        return met[0]
    return Query.boolean_query([(Occur.Should, query) for query in met], minimum)


def _met(concept: Concept) -> Query:
    asked = {tuple(stems(alternative.words)) for alternative in concept.alternatives} - {()}
    queries = [_words("text", list(words), "basic") for words in sorted(asked)]
    if concept.marks:
        queries.append(one_of("marks", [mark(marked.facet, marked.value) for marked in concept.marks]))
    return any_of(queries) if queries else Query.empty_query()


def _scored(concept: Concept) -> Query:
    queries = [*_worded(concept), *_marked(concept)]
    if not queries:
        return Query.empty_query()
    return Query.disjunction_max_query(queries, TIE_BREAKER) if len(queries) > 1 else queries[0]


def _worded(concept: Concept) -> Iterator[Query]:
    for alternative in concept.alternatives:
        words = stems(alternative.words)
        for field, weight in FIELD_WEIGHTS.items() if words else ():
            boost = weight * concept.weight * alternative.weight
            yield Query.boost_query(_words(field, words), boost)


def _marked(concept: Concept) -> Iterator[Query]:
    for marked in concept.marks:
        value = MARK_WORTH * marked.weight * concept.weight
        yield worth(one_of("marks", [mark(marked.facet, marked.value)]), value)


def _words(field: str, words: list[str], read: str = "freq") -> Query:
    """A word, or several as a phrase. Without scores, how often it is there need not be read."""
    if len(words) == 1:
        return Query.term_query(schema(), field, words[0], read)
    return Query.phrase_query(schema(), field, list(words))


def besides(plan: Plan) -> list[Query]:
    """What raises or lowers a result, whatever its words are worth."""
    queries = [worth(one_of("own", [OVERDUE]), LATE)]
    phrase = stems(plan.phrase)
    if len(phrase) > 1:
        queries.append(worth(_words("title", phrase), PHRASE_WORTH))
    first = plan.today
    for days, band in DATE_BANDS:
        last = plan.today + timedelta(days=days)
        between = (moment(datetime.combine(day, time(), LONDON)) for day in (first, last))
        queries.append(worth(within("next_start", *between), band))
        first = last
    if plan.selection.near:
        queries.append(worth(serving(plan.selection.near.district), SERVES_WORTH))
    return queries


def serving(district: str) -> Query:
    """What serves a district or is held for it."""
    return one_of("marks", [mark(Facet.DISTRICT, district)])


def within(column: str, least: int | None, below: int | None) -> Query:
    """Things whose number in a column is at least the one and below the other."""
    ends = {"include_lower": True, "include_upper": below is None}
    return Query.range_query(schema(), column, FieldType.Integer, least, below, **ends)
