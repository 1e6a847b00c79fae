"""Counting by what one date meets, whichever way is taken."""

from __future__ import annotations

from random import Random

import pytest

from search.adapters.embedded import EmbeddedEngine, counting
from search.documents import BY_DATE
from tests.search.contract.documents import counts, crowd, plan
from tests.search.contract.test_at_random import selected


@pytest.mark.parametrize("most", [1, counting.MOST_THINGS])
def test_trying_each_value_counts_as_going_through_the_dates_does(
    embedded_engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(counting, "MOST_THINGS", most)
    items = crowd(200, seed=21)
    embedded_engine.rebuild(items)
    random = Random(22)
    for _ in range(30):
        selection = selected(random)
        found = embedded_engine.search(plan(selection=selection), start=0, size=0, counting=BY_DATE)
        for facet in BY_DATE:
            assert dict(found.counts[facet]) == counts(items, selection, facet), (selection, facet)
