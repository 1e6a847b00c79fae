"""``/search/suggest/``: what goes on as somebody began to type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from search.pace import Pace
from search.views import pace
from tests.factories.directory import ResourceFactory
from tests.factories.training import CoursePageFactory
from tests.factories.vocabulary import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


def suggested(client: Client, typed: str) -> list[dict[str, str]]:
    response = client.get(f"/search/suggest/?q={quote(typed)}")
    assert response.status_code == 200
    found: list[dict[str, str]] = response.json()
    return found


def test_needs_come_first_then_titles(client: Client, search_index: Callable[[], int]) -> None:
    NeedFactory(slug="autism", name="Autism")
    course = CoursePageFactory(title="Autism in class")
    search_index()
    assert suggested(client, "aut")[:2] == [
        {"text": "Autism", "url": "/search/?need=autism", "kind": "need"},
        {"text": "Autism in class", "url": course.href, "kind": "course"},
    ]


def test_a_need_is_suggested_by_the_words_that_parents_use(client: Client) -> None:
    NeedFactory(slug="x-mutism", name="Quiet children", parent_words="won't talk at school")
    assert {"text": "Quiet children", "url": "/search/?need=x-mutism", "kind": "need"} in suggested(
        client, "wont ta"
    )


def test_what_is_not_public_is_never_suggested(client: Client, search_index: Callable[[], int]) -> None:
    ResourceFactory(title="Zebra draft", live=False)
    seen = ResourceFactory(title="Zebra sheet")
    search_index()
    assert [row["text"] for row in suggested(client, "zeb")] == ["Zebra sheet"]
    seen.live = False
    seen.save()
    assert suggested(client, "zeb") == []


def test_there_are_never_more_than_eight(client: Client, search_index: Callable[[], int]) -> None:
    for number in range(12):
        ResourceFactory(title=f"Zebra sheet {number}")
    search_index()
    assert len(suggested(client, "zebra")) == 8


def test_without_an_index_the_database_suggests(client: Client) -> None:
    ResourceFactory(title="Zebra sheet")
    assert [row["text"] for row in suggested(client, "zebra")] == ["Zebra sheet"]


@pytest.mark.parametrize("typed", ["", "a", " ", "(((", "title:*", "a OR", "<b>", "x" * 3_000, "\u202e"])
def test_odd_beginnings_suggest_nothing_and_break_nothing(client: Client, typed: str) -> None:
    assert suggested(client, typed) == []


def test_browsers_may_keep_it_for_a_moment(client: Client) -> None:
    response = client.get("/search/suggest/?q=aut")
    assert response.headers["Cache-Control"] == "public, max-age=30"
    assert client.post("/search/suggest/?q=aut").status_code == 405


def test_one_address_may_not_ask_without_end(client: Client) -> None:
    for _ in range(pace.burst):
        assert pace.allows("127.0.0.1")
    response = client.get("/search/suggest/?q=aut")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "1"


def test_a_pause_lets_an_address_ask_again(monkeypatch: Any) -> None:
    now = [100.0]
    monkeypatch.setattr("search.pace.time.monotonic", lambda: now[0])
    ours = Pace(each_second=2, burst=2)
    assert [ours.allows("a") for _ in range(3)] == [True, True, False]
    assert ours.allows("b")
    now[0] += 0.5
    assert ours.allows("a") and not ours.allows("a")
