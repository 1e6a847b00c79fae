"""Whether an answer is good, and how good, worked out by hand."""

from __future__ import annotations

from math import log2
from typing import Any

import pytest

from search.relevance.judging import Given, Item, failures, gain, matches, reciprocal_rank


def item(title: str = "A title", kind: str = "course", **features: Any) -> Item:
    return Item(title, kind, {name: frozenset(values) for name, values in features.items()})


AUTISM = item("Autism in class", topics=["autism"], phases=["key-stage-1"], format=["in-person"])
SLEEP = item("Sleep", "resource", topics=["sleep"], cost=["free"])
ABOUT_AUTISM = {"topics": "autism"}


def given(*items: Item, **more: Any) -> Given:
    return Given(items, more.pop("total", len(items)), **more)


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        ({"topics": "autism"}, True),
        ({"topics": ["sleep", "autism"]}, True),
        ({"topics": "autism", "kind": "resource"}, False),
        ({"title_any": ["in class"]}, True),
        ({"title_any": ["sleep"]}, False),
        ({"format": "person"}, True),
        ({"district": "thanet"}, False),
    ],
)
def test_a_match_holds_when_all_that_it_names_does(match: dict[str, Any], holds: bool) -> None:
    assert matches(AUTISM, match) is holds


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        ({"top1": [ABOUT_AUTISM]}, given(AUTISM, SLEEP), given(SLEEP, AUTISM)),
        ({"top3": [ABOUT_AUTISM]}, given(SLEEP, SLEEP, AUTISM), given(SLEEP, SLEEP, SLEEP, AUTISM)),
        ({"top5": [ABOUT_AUTISM]}, given(*[SLEEP] * 4, AUTISM), given(*[SLEEP] * 5, AUTISM)),
        ({"min_top5": [2, ABOUT_AUTISM]}, given(AUTISM, AUTISM), given(AUTISM, *[SLEEP] * 4, AUTISM)),
        ({"not_top3": [ABOUT_AUTISM]}, given(*[SLEEP] * 3, AUTISM), given(SLEEP, SLEEP, AUTISM)),
        ({"zero": True}, given(), given(SLEEP)),
        ({"suggest": "Autism"}, given(corrected="autism"), given(AUTISM)),
        ({"relax": True}, given(freeing={"cost": 3}), given(freeing={})),
        ({"relax": True, "or_top3": ABOUT_AUTISM}, given(AUTISM), given(AUTISM, SLEEP)),
        ({"relax": True}, given(freeing={"cost": 3}), given(AUTISM)),
    ],
)
def test_each_verdict_tells_a_good_answer_from_a_bad_one(
    question: dict[str, Any], good: Given, bad: Given
) -> None:
    [name, *_more] = question
    assert failures(question, good) == []
    assert failures(question, bad) == [name]


def test_the_first_good_one_of_five_gives_the_rank() -> None:
    question = {"top3": [ABOUT_AUTISM]}
    assert reciprocal_rank(question, given(AUTISM)) == 1
    assert reciprocal_rank(question, given(SLEEP, AUTISM, AUTISM)) == 0.5
    assert reciprocal_rank(question, given(*[SLEEP] * 5, AUTISM)) == 0


def test_gain_is_of_what_the_best_order_would_give() -> None:
    question = {"top3": [ABOUT_AUTISM]}
    assert gain(question, given(AUTISM, AUTISM, SLEEP), 2) == 1
    assert gain(question, given(SLEEP, AUTISM), 1) == pytest.approx(1 / log2(3))
    assert gain(question, given(AUTISM, SLEEP), 2) == pytest.approx(1 / (1 + 1 / log2(3)))
    assert gain(question, given(*[AUTISM] * 10), 30) == pytest.approx(1)
    assert gain(question, given(SLEEP), 0) == 0
