"""The menus that moderators change: what they show, to whom, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from portal.base.menus import DOORS, WHATS_ON, FooterLink, MenuDoor, MenuLink, Menus, doors, marked
from portal.base.models import SiteSettings
from portal.home.models import HomePage, StandardPage
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def labels(client: Client, selector: str = ".kd-menu a") -> list[str]:
    soup = BeautifulSoup(client.get("/privacy-and-nothing/").content, "html.parser")
    return [link.get_text() for link in soup.select(selector)]


def a_page(slug: str = "help", *, live: bool = True) -> StandardPage:
    page = StandardPage(title="Help", slug=slug, live=live)
    HomePage.objects.get().add_child(instance=page)
    return page


def door(label: str, **target: Any) -> MenuDoor:
    return MenuDoor.objects.create(menus=Menus.load(), label=label, **target)


def current(path: str, query: dict[str, str] | None = None, behind: str = "") -> list[tuple[str, str]]:
    links = marked(DOORS, path=path, query=query or {}, behind=behind)
    return [(link.label, link.current) for link in links if link.current]


def test_a_portal_that_nobody_changed_has_the_four_doors(client: Client) -> None:
    assert labels(client) == [link.label for link in DOORS]


@pytest.mark.parametrize(
    ("path", "query", "behind", "expected"),
    [
        ("/training/", {}, "", [("Schools and settings", "page")]),
        ("/training/autism/", {}, "", [("Schools and settings", "true")]),
        ("/training/", {"places": "left", "sort": "soonest", "x": "1"}, "", [("What’s on", "page")]),
        ("/training/", {"places": "left"}, "", [("Schools and settings", "page")]),
        ("/training/calendar/", {}, WHATS_ON, [("What’s on", "true")]),
        ("/training/family-course/", {}, "/parents/", [("Parents and carers", "true")]),
        ("/training/autism/", {}, "/no-such-door/", [("Schools and settings", "true")]),
        ("/", {}, "", []),
        ("/trainingsomething/", {}, "", []),
    ],
)
def test_at_most_one_door_is_marked(
    path: str, query: dict[str, str], behind: str, expected: list[tuple[str, str]]
) -> None:
    assert current(path, query, behind) == expected


def test_the_closest_section_is_marked() -> None:
    links = [MenuLink("Training", "/training/"), MenuLink("Calendar", "/training/calendar/")]
    found = marked(links, path="/training/calendar/", query={})
    assert [link.current for link in found] == ["", "page"]


def test_a_page_shows_while_everybody_can_read_it(client: Client) -> None:
    page = a_page()
    door("Help", page=page)
    door("Services", url="/directory/?kind=service")
    assert labels(client) == ["Help", "Services"]
    page.unpublish()
    assert labels(client) == ["Services"]
    page.save_revision().publish()
    assert labels(client) == ["Help", "Services"]
    private = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert labels(client) == ["Services"]
    private.delete()
    assert labels(client) == ["Help", "Services"]
    page.delete()
    assert labels(client) == ["Services"]


def test_a_menu_whose_pages_are_all_down_is_the_four_doors_again(client: Client) -> None:
    door("Help", page=a_page(live=False))
    assert labels(client) == [link.label for link in DOORS]


def test_the_foot_keeps_what_every_page_owes_and_says_nothing_twice(client: Client) -> None:
    privacy, access = a_page("privacy"), a_page("access")
    SiteSettings.objects.create(privacy_page=privacy, accessibility_page=access)
    menus = Menus.load()
    FooterLink.objects.create(menus=menus, label="Your data", page=privacy)
    FooterLink.objects.create(menus=menus, label="Kent County Council", url="https://www.kent.gov.uk/")
    assert labels(client, ".kd-footer__links a") == ["Your data", "Kent County Council", "Accessibility"]


def test_kept_menus_cost_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    door("Services", url="/directory/?kind=service")
    doors.get()
    with django_assert_num_queries(0):
        assert [link.label for link in doors.get()] == ["Services"]


@pytest.mark.parametrize(
    "url",
    ["", "nowhere", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "/no such/", "/none/"],
)
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        MenuDoor(menus=Menus.load(), label="Help", url=url).full_clean()


@pytest.mark.parametrize(
    "url", ["/training/?cost=free", "/bookings/", "/search/?q=autism", "https://www.kent.gov.uk/"]
)
def test_an_address_where_something_answers_is_right(url: str) -> None:
    MenuDoor(menus=Menus.load(), label="Help", url=url).full_clean()


def test_a_page_or_an_address_and_not_both() -> None:
    with pytest.raises(ValidationError, match="one of the two"):
        MenuDoor(menus=Menus.load(), label="Help", url="/training/", page=a_page()).full_clean()


def form(*rows: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = nested_form_data(
        {"doors": inline_formset(list(rows)), "footer_links": inline_formset([])}
    )
    return data


def row(label: str, url: str, order: int) -> dict[str, Any]:
    return {"label": label, "page": "", "url": url, "ORDER": str(order)}


def editor_of_menus(client: Client, group: str) -> str:
    sign_in(client, UserFactory(groups=[group]), mfa=True)
    return reverse("wagtailsettings:edit", args=["base", "menus", Menus.load().pk])


def test_a_moderator_changes_words_and_order(client: Client) -> None:
    address = editor_of_menus(client, "Moderators")
    rows = [row("Services", "/directory/?kind=service", 2), row("Courses", "/training/", 1)]
    assert client.post(address, form(*rows)).status_code == 302
    assert labels(client) == ["Courses", "Services"]


def test_two_links_with_the_same_words_are_refused_and_kept_in_the_form(client: Client) -> None:
    address = editor_of_menus(client, "Moderators")
    response = client.post(address, form(row("Help", "/training/", 1), row("help", "/directory/", 2)))
    assert response.status_code == 200
    assert "says the same" in response.content.decode()
    assert not MenuDoor.objects.exists()


def test_more_doors_than_fit_are_refused(client: Client) -> None:
    address = editor_of_menus(client, "Moderators")
    rows = [row(f"Door {number}", "/training/", number) for number in range(7)]
    assert client.post(address, form(*rows)).status_code == 200
    assert not MenuDoor.objects.exists()


def test_the_preview_shows_the_menu_before_it_is_saved(client: Client) -> None:
    editor_of_menus(client, "Moderators")
    preview = reverse("wagtailsettings:preview_on_edit", args=["base", "menus", Menus.load().pk])
    assert client.post(preview, form(row("Courses first", "/training/", 1))).json()["is_valid"]
    assert "Courses first" in client.get(preview).content.decode()
    assert labels(client) == [link.label for link in DOORS]


@pytest.mark.parametrize("group", ["Content editors", "Officers", "Auditors"])
def test_others_do_not_change_the_menus(client: Client, group: str) -> None:
    assert client.get(editor_of_menus(client, group)).status_code == 302
