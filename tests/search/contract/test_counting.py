"""What a selection lets through, and the counts beside its values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from search.documents import Facet, Places
from search.engine import Engine
from search.plan import Selection
from tests.search.contract.documents import (
    TODAY,
    choosing,
    counts,
    crowd,
    dated,
    document,
    meets,
    plan,
)

COUNTED = (Facet.KIND, Facet.NEED, Facet.PHASE, Facet.COST, Facet.DISTRICT, Facet.FORMAT, Facet.PLACES)
SOON = {"first": TODAY + timedelta(days=10), "last": TODAY + timedelta(days=50)}
SELECTIONS = {
    "nothing": choosing(),
    "one need": choosing(need=("autism",)),
    "needs and a phase": choosing(need=("autism", "slcn"), phase=("primary",)),
    "a kind": choosing(kind=("course",)),
    "a district": choosing(district=("thanet",)),
    "districts and a format": choosing(district=("thanet", "dover"), format=("online",)),
    "places left": choosing(places=("left",), cost=("free",)),
    "days": choosing(**SOON),
    "everything by date": choosing(district=("dover",), format=("in-person",), places=("left",), **SOON),
    "an unknown value": choosing(need=("nobody-has-this",), district=("thanet",)),
}


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS.keys())
def test_results_and_counts_are_those_worked_out_by_hand(engine: Engine, selection: Selection) -> None:
    items = crowd(150)
    engine.rebuild(items)
    found = engine.search(plan(selection=selection), start=0, size=200, counting=COUNTED)
    meeting = {item.key for item in items if meets(item, selection)}
    assert {hit.key for hit in found.hits} == meeting
    assert found.total == len(meeting)
    assert found.counted
    for facet in COUNTED:
        assert dict(found.counts[facet]) == counts(items, selection, facet), facet


def test_counts_are_of_what_the_words_find(engine: Engine) -> None:
    items = crowd(150)
    engine.rebuild(items)
    found = engine.search(plan("sensory"), start=0, size=0, counting=[Facet.NEED])
    having = [
        item
        for item in items
        if "sensory" in f"{item.title} {item.summary} {item.body} {' '.join(item.keywords)}"
    ]
    assert found.total == len(having)
    assert found.counts[Facet.NEED] == counts(having, Selection(), Facet.NEED)


def test_what_is_not_counted_still_narrows(engine: Engine) -> None:
    items = crowd(150)
    engine.rebuild(items)
    selection = choosing(need=("autism",), district=("dover",), kind=("course",))
    for counting in ((), (Facet.KIND,), (Facet.DISTRICT,), (Facet.NEED, Facet.FORMAT)):
        found = engine.search(plan(selection=selection), start=0, size=5, counting=counting)
        assert found.total == sum(meets(item, selection) for item in items)
        assert set(found.counts) == set(counting)
        for facet in counting:
            assert dict(found.counts[facet]) == counts(items, selection, facet), (facet, counting)


def test_two_dates_do_not_meet_together_what_neither_meets(engine: Engine) -> None:
    engine.write([document("course:1", dates=(dated(3, "thanet"), dated(40, "dover")))])
    asked = choosing(district=("thanet",), first=TODAY + timedelta(days=30))
    assert engine.search(plan(selection=asked), start=0, size=5).total == 0
    asked = choosing(district=("dover",), first=TODAY + timedelta(days=30))
    assert engine.search(plan(selection=asked), start=0, size=5).total == 1


def test_two_dates_of_one_course_count_once(engine: Engine) -> None:
    engine.write([document("course:1", dates=(dated(3, "thanet"), dated(40, "thanet")))])
    found = engine.search(plan(), start=0, size=5, counting=[Facet.DISTRICT, Facet.PLACES])
    assert found.counts == {Facet.DISTRICT: {"thanet": 1}, Facet.PLACES: {"left": 1}}


def test_the_last_day_counts_until_midnight_in_kent(engine: Engine) -> None:
    summer = dated(235, "dover")  # 16 July, when Kent is an hour ahead of UTC
    late = summer.starts.replace(hour=22, minute=30)  # half past eleven at night
    later = summer.starts.replace(hour=23, minute=30)  # half past midnight, the next day
    engine.write(
        [
            document("course:1", dates=(dated(235, "dover", uid="a"),)),
            document("course:2", dates=(type(summer)("b", late, "online", (), Places.LEFT),)),
            document("course:3", dates=(type(summer)("c", later, "online", (), Places.LEFT),)),
        ]
    )
    day = summer.starts.date()
    found = engine.search(plan(selection=choosing(first=day, last=day)), start=0, size=5)
    assert {hit.key for hit in found.hits} == {"course:1", "course:2"}


def test_more_than_ten_values_are_counted(engine: Engine) -> None:
    needs = [f"need-{number}" for number in range(80)]
    engine.write([document(f"resource:{need}", facets={Facet.NEED: (need,)}) for need in needs])
    found = engine.search(plan(), start=0, size=1, counting=[Facet.NEED])
    assert found.counts[Facet.NEED] == dict.fromkeys(needs, 1)
