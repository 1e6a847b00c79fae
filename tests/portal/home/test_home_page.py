"""The home page: one sentence, a search, four doors, what is soon and what is new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from portal.home.front import doors
from portal.home.models import HomePage
from portal.vocabulary.choices import AudienceGroup
from tests.factories.directory import ResourceFactory
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def home(client: Client) -> BeautifulSoup:
    response = client.get("/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(part: Any) -> str:
    return " ".join(part.get_text(" ").split())


def test_the_heading_says_what_people_can_do(client: Client) -> None:
    assert words(home(client).h1) == HomePage.objects.get().purpose


def test_the_search_has_three_examples_that_can_be_followed(client: Client) -> None:
    links = home(client).select("main .kd-search__examples a")
    assert [link["href"] for link in links] == [
        "/search/?q=autism", "/search/?q=anxiety%20at%20school", "/search/?q=dyslexia",
    ]  # fmt: skip


def test_four_doors_say_what_people_can_do(client: Client) -> None:
    found = home(client).select(".kd-door")
    assert [words(door.h3) for door in found] == [
        "Schools and settings", "Parents and carers", "What’s on", "Support for my school",
    ]  # fmt: skip
    assert all(len(door.select(".kd-door__actions a")) >= 2 for door in found)


def test_whats_on_has_a_page_of_its_own_and_one_current_door(client: Client) -> None:
    (door,) = [door for door in doors(date(2026, 11, 23)) if door.title == "What’s on"]
    found = BeautifulSoup(client.get(door.href).content, "html.parser")
    assert words(found.h1) == "What’s on"
    assert [words(link) for link in found.select(".kd-menu [aria-current]")] == ["What’s on"]
    catalogue = BeautifulSoup(client.get("/training/").content, "html.parser")
    assert words(catalogue.h1) != "What’s on"
    assert [words(link) for link in catalogue.select(".kd-menu [aria-current]")] == [
        "Schools and settings"
    ]


def test_doors_about_dates_start_today() -> None:
    urls = [action.url for door in doors(date(2026, 11, 23)) for action in door.actions]
    assert "/training/?from=2026-11-23&to=2026-12-21" in urls


def test_addresses_behind_the_doors_are_understood(client: Client) -> None:
    urls = {action.url for door in doors(date(2026, 11, 23)) for action in door.actions}
    for url in sorted(url for url in urls if url.startswith(("/training/", "/directory/"))):
        response = client.get(url)
        assert response.status_code == 200, url
        assert b"left it out" not in response.content, url


def test_the_soonest_sessions_with_places_are_shown(client: Client) -> None:
    for day, title in ((9, "Later"), (1, "Sooner")):
        course = CoursePageFactory(title=title)
        SessionFactory(course=course, starts_at=in_a_week() + timedelta(days=day), capacity=9)
    SessionFactory(course=CoursePageFactory(title="Full"), capacity=1, taken=1)
    soon = home(client).select_one("section[aria-labelledby=soon]")
    assert soon is not None
    assert [words(title) for title in soon.select(".kd-session__title")] == ["Sooner", "Later"]
    assert "9 places left" in words(soon)
    assert "Live online" in words(soon)


def test_families_sessions_stand_in_their_own_panel(client: Client) -> None:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    SessionFactory(course=CoursePageFactory(title="Sleep at home", audiences=[parents]))
    soup = home(client)
    assert "Sleep at home" in words(soup.select_one("section[aria-labelledby=families]"))
    assert "Sleep at home" not in words(soup.select_one("section[aria-labelledby=soon]"))


def test_without_any_date_the_page_says_so_and_leads_on(client: Client) -> None:
    soon = home(client).select_one("section[aria-labelledby=soon]")
    assert soon is not None
    assert "Every date is full or not open yet." in words(soon)
    assert soon.select_one("p a[href='/training/']") is not None


def test_new_resources_are_shown_and_drafts_are_not(client: Client) -> None:
    ResourceFactory(title="Now and next board")
    ResourceFactory(title="Half-written", live=False)
    new = home(client).select_one("section[aria-labelledby=new]")
    assert "Now and next board" in words(new)
    assert "Half-written" not in words(new)


def test_the_home_page_takes_eight_queries_whatever_it_shows(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in (5, 55):
        for _ in range(number):
            SessionFactory()
            ResourceFactory()
        client.get("/")
        with django_assert_max_num_queries(8):
            assert client.get("/").status_code == 200
