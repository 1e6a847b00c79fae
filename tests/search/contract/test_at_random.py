"""Selections, words and orders at random, each held against what a person would work out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from search.documents import Facet, Places, SearchDocument
from search.engine import Engine
from search.plan import Plan, Selection, Sort
from tests.search.contract.documents import DISTRICTS, TODAY, WORDS, counts, crowd, meets, plan
from tests.search.contract.test_counting import COUNTED

PEOPLE = 300
SEARCHES = 40
FAR = datetime.max.replace(tzinfo=None)
VALUES = {
    Facet.KIND: ("course", "resource"),
    Facet.NEED: ("autism", "anxiety", "dyslexia", "slcn", "none-has-this"),
    Facet.PHASE: ("primary", "secondary"),
    Facet.COST: ("free", "paid"),
    Facet.DISTRICT: DISTRICTS,
    Facet.FORMAT: ("online", "in-person"),
    Facet.PLACES: tuple(map(str, Places)),
}


def selected(random: Random) -> Selection:
    """Anything somebody might choose."""
    chosen = random.sample(sorted(VALUES), random.randint(0, 4))
    values = {name: _some(random, VALUES[name]) for name in chosen}
    first = last = None
    if random.random() < 0.4:
        first = TODAY + timedelta(days=random.randint(-10, 80))
        last = random.choice((None, first + timedelta(days=random.randint(0, 60))))
        first = random.choice((None, first, first)) if last else first
    return Selection(values, first, last)


def _some(random: Random, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(random.sample(values, random.randint(1, 2)))


def has(item: SearchDocument, word: str) -> bool:
    """Whether a word, of which there are no other forms, is anywhere in a document."""
    return word in f"{item.title} {item.summary} {item.body} {' '.join(item.keywords)}".split()


def test_what_is_found_and_counted_is_what_is_there(engine: Engine) -> None:
    items = crowd(PEOPLE, seed=11)
    engine.rebuild(items)
    random = Random(12)
    for _ in range(SEARCHES):
        words = random.sample(WORDS[3:8], random.randint(0, 2))
        selection = selected(random)
        minimum = random.randint(min(len(words), 1), len(words))
        having = [item for item in items if sum(has(item, word) for word in words) >= minimum]
        expected = {item.key for item in having if meets(item, selection)}
        asked = plan(*words, minimum=minimum, selection=selection)
        found = engine.search(asked, start=0, size=PEOPLE, counting=COUNTED)
        assert {hit.key for hit in found.hits} == expected, asked
        assert found.total == len(expected), asked
        for facet in COUNTED:
            assert dict(found.counts[facet]) == counts(having, selection, facet), (asked, facet)


def _next(item: SearchDocument) -> datetime:
    return item.next_start.replace(tzinfo=None) if item.next_start else FAR


ORDERS: dict[Sort, Callable[[SearchDocument], Any]] = {
    Sort.BEST: lambda item: (item.overdue, _next(item), item.key),
    Sort.SOONEST: lambda item: (_next(item), item.key),
    Sort.NEWEST: lambda item: (-(item.changed or date.min).toordinal(), _next(item), item.key),
}


@pytest.mark.parametrize("sort", ORDERS)
def test_everything_is_in_the_order_asked_for_page_after_page(engine: Engine, sort: Sort) -> None:
    random = Random(13)
    items = [_changed(item, random) for item in crowd(PEOPLE, seed=14)]
    engine.rebuild(items)
    for _ in range(5):
        selection = selected(random)
        expected = sorted((item for item in items if meets(item, selection)), key=ORDERS[sort])
        found = [hit.key for hit in _pages(engine, plan(selection=selection, sort=sort))]
        assert found == [item.key for item in expected], selection


def _changed(item: SearchDocument, random: Random) -> SearchDocument:
    day = random.choice((None, TODAY - timedelta(days=random.randint(0, 20))))
    return SearchDocument(**{**item.__dict__, "changed": day})


def _pages(engine: Engine, asked: Plan) -> list[Any]:
    return [
        hit for start in range(0, PEOPLE, 40) for hit in engine.search(asked, start=start, size=40).hits
    ]
