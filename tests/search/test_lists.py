"""What lists of an app's own things ask of the engine."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search import lists
from search.documents import Facet
from search.engine import Found, Hit
from search.plan import Plan, Selection

pytestmark = pytest.mark.django_db


class Recorder:
    """Finds one thing and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Plan] = []

    def search_itself(
        self, plan: Plan, *, start: int, size: int, counting: Sequence[Facet] = ()
    ) -> Found:
        self.asked.append(plan)
        return Found(1, (Hit("resource:7", "resource"),), {facet: {} for facet in counting})


def test_no_excerpts_are_made_for_lists_which_show_none(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    monkeypatch.setattr(lists, "engine", lambda: recorder)
    found = lists.listed("sleep", source="resource", selection=Selection(), counting=[Facet.NEED])
    assert found is not None and found.ranked == (7,)
    assert [plan.excerpts for plan in recorder.asked] == [False, False]
