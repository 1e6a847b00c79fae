"""The search page, as somebody without an account sees it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from portal.vocabulary.choices import AudienceGroup
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AudienceFactory, NeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BUDGET = 8


def main(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    found = BeautifulSoup(response.content, "html.parser").find("main")
    assert found is not None
    return found  # type: ignore[return-value]


def words(client: Client, address: str) -> str:
    return " ".join(main(client, address).get_text(" ").split())


def titles(client: Client, address: str) -> list[str]:
    return [heading.get_text(strip=True) for heading in main(client, address).select(".kd-results h3")]


def family() -> Any:
    return AudienceFactory(slug="family-x", group=AudienceGroup.FAMILY)


def test_a_search_finds_courses_resources_services_and_family_sessions(client: Client) -> None:
    CoursePageFactory(title="Autism in class")
    CoursePageFactory(title="Autism at home", audiences=[family()])
    ResourceFactory(title="Autism checklist")
    ServiceFactory(title="Autism advice")
    page = words(client, "/search/?q=autism")
    assert "4 results for “autism”" in page
    for part in ("Course", "Session for parents and carers", "Resource: checklist", "Service"):
        assert part in page


def test_a_kind_narrows_the_results(client: Client) -> None:
    ResourceFactory(title="Autism checklist")
    ServiceFactory(title="Autism advice")
    assert titles(client, "/search/?q=autism&kind=service") == ["Autism advice"]


def test_a_course_for_families_and_schools_appears_once(client: Client) -> None:
    CoursePageFactory(title="Autism for all", audiences=[family(), AudienceFactory(slug="teacher")])
    assert titles(client, "/search/?q=autism") == ["Autism for all"]


def test_a_withdrawn_course_is_not_found(client: Client) -> None:
    CoursePageFactory(title="Autism then", withdrawn_on="2020-01-01")
    assert titles(client, "/search/?q=autism") == []


def test_nothing_found_leads_on(client: Client) -> None:
    NeedFactory(slug="x", name="Dyscalculia")
    page = words(client, "/search/?q=autsim")
    for part in (
        "No results for “autsim”",
        "Needs from A to Z",
        "Dyscalculia",
        "Parents and carers",
        "Ask a person",
    ):
        assert part in page


def test_nothing_of_a_kind_names_the_kinds_that_have_results(client: Client) -> None:
    ResourceFactory(title="Autism checklist")
    assert "Resources (1)" in words(client, "/search/?q=autism&kind=page")


def test_without_words_there_are_examples_and_needs(client: Client) -> None:
    page = words(client, "/search/")
    assert "For example:" in page
    assert "Needs from A to Z" in page


def test_the_count_is_announced(client: Client) -> None:
    ResourceFactory(title="Autism checklist")
    status = main(client, "/search/?q=autism").find(attrs={"role": "status"})
    assert status is not None and status.get_text(strip=True) == "1 result for “autism”"


def test_results_are_kept_from_other_search_engines(client: Client) -> None:
    response = client.get("/search/?q=autism")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in response.content


def test_long_results_come_in_pages(client: Client) -> None:
    for number in range(23):
        ResourceFactory(title=f"Autism sheet {number}")
    assert len(titles(client, "/search/?q=autism")) == 20
    assert len(titles(client, "/search/?q=autism&page=2")) == 3


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1.5", "100000000000000000000", "%D9%A3", ""])
def test_a_page_that_means_nothing_shows_results_all_the_same(client: Client, page: str) -> None:
    ResourceFactory(title="Autism checklist")
    assert titles(client, f"/search/?q=autism&page={page}") == ["Autism checklist"]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "(",
        "autism OR",
        "NEAR/2",
        "a*b",
        "'; --",
        "{{7*7}}",
        "%",
        "\\",
        "[]",
        "<script>alert(1)</script>",
        "🍰",
        "autism:*",
        "-",
        "^",
        "& | !",
        "x" * 2_000,
        " ".join(["word"] * 1_000),
    ],
)
def test_odd_words_never_break_the_page(client: Client, query: str) -> None:
    page = main(client, f"/search/?q={quote(query)}")
    assert page.find("script") is None


def test_three_thousand_words_are_answered(client: Client) -> None:
    response = client.get("/search/", {"q": " ".join(f"w{number}" for number in range(3_000))})
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("address", ["/search/?q=%00", "/search/?q=autism%00", "/search/?q=%FF"])
def test_words_that_are_no_text_are_refused_politely(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


def test_an_unknown_kind_is_named(client: Client) -> None:
    ResourceFactory(title="Autism checklist")
    assert "We do not know the kind “cake”" in words(client, "/search/?q=autism&kind=cake")


def test_a_search_costs_few_queries_whatever_it_finds(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        ResourceFactory(title=f"Autism sheet {number}")
        ServiceFactory(title=f"Autism service {number}", organisation=OrganisationFactory())
        SessionFactory(course=CoursePageFactory(title=f"Autism course {number}"))
    CoursePageFactory(title="Autism at home", audiences=[family()])
    client.get("/search/?q=autism")
    for address in (
        "/search/?q=autism",
        "/search/?q=autism+spaceship",
        "/search/?q=nothing",
        "/search/",
    ):
        with django_assert_max_num_queries(BUDGET):
            client.get(address)
