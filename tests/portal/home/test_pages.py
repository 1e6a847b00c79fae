"""Pages of text and lists of pages, as somebody without an account sees them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from parents.models import ParentsIndexPage
from portal.home.models import HomePage, IndexPage, StandardPage

pytestmark = pytest.mark.django_db

BUDGET = 8


def add(page: Any, below: Any = None) -> Any:
    return (below or HomePage.objects.get()).add_child(instance=page)


def headings(count: int) -> list[tuple[str, str]]:
    return [("heading", f"Part {number}") for number in range(1, count + 1)]


def read(client: Client, page: Any) -> BeautifulSoup:
    response = client.get(page.href)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_page_says_where_it_stands_and_when_it_was_updated(client: Client) -> None:
    about = add(IndexPage(title="About us", slug="about"))
    updated = datetime(2026, 3, 3, 12, tzinfo=UTC)
    page = add(StandardPage(title="How booking works", slug="booking", last_published_at=updated), about)
    html = read(client, page)
    assert [item.get_text(strip=True) for item in html.select(".govuk-breadcrumbs li")] == [
        "Home",
        "About us",
        "How booking works",
    ]
    assert "Last updated on Tuesday 3 March 2026." in html.get_text()


def test_a_long_page_begins_with_its_contents(client: Client) -> None:
    html = read(client, add(StandardPage(title="Long", slug="long", body=headings(4))))
    links = html.select(".kd-contents a")
    assert [link["href"] for link in links] == ["#part-1", "#part-2", "#part-3", "#part-4"]
    assert html.find(id="part-4") is not None


def test_a_short_page_has_no_contents(client: Client) -> None:
    assert not read(client, add(StandardPage(title="Short", slug="short", body=headings(3)))).select(
        ".kd-contents"
    )


def test_a_list_shows_the_public_pages_below(client: Client) -> None:
    about = add(IndexPage(title="About us", slug="about"))
    add(StandardPage(title="Open to all", slug="open", summary="In one sentence."), about)
    add(StandardPage(title="Draft", slug="draft", live=False), about)
    private = add(StandardPage(title="For staff", slug="staff"), about)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    html = read(client, about)
    assert [item.get_text(" ", strip=True) for item in html.select(".kd-pages li")] == [
        "Open to all In one sentence."
    ]


def test_an_empty_list_says_so(client: Client) -> None:
    assert "Nothing here yet" in read(client, add(IndexPage(title="Empty", slug="empty"))).get_text()


def test_a_page_of_text_and_a_list_cost_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    about = add(IndexPage(title="About us", slug="about"))
    for number in range(12):
        last = add(StandardPage(title=f"Page {number}", slug=f"page-{number}", body=headings(6)), about)
    for page in (about, last):
        client.get(page.href)
        with django_assert_max_num_queries(BUDGET):
            client.get(page.href)


def test_a_page_of_the_parents_section_has_its_larger_type(client: Client) -> None:
    section = ParentsIndexPage.objects.get()
    families = read(client, add(StandardPage(title="For families", slug="families"), section))
    others = read(client, add(StandardPage(title="For all", slug="all")))
    assert families.body is not None and families.body["class"] == ["kd-parents"]
    assert others.body is not None and "kd-parents" not in others.body["class"]
