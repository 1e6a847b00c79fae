"""Addresses that belong to the portal stay free: they are read from the URLconf, so no list falls behind."""

from __future__ import annotations

import pytest
from django.urls import get_resolver
from wagtail.actions.move_page import MovePageAction

from portal.base.publishing import MoveRefused
from portal.base.reserved import reserved_below_page, reserved_reason
from portal.home.models import HomePage, IndexPage, StandardPage
from training.models import TrainingIndexPage

pytestmark = pytest.mark.django_db


def test_every_first_word_of_our_own_addresses_is_reserved() -> None:
    """A page with such a slug would never be reached, as the portal answers first."""
    first_words = {
        str(pattern.pattern).strip("^").split("/")[0] for pattern in get_resolver().url_patterns
    }
    plain = {word for word in first_words if word.replace("-", "").isalpha()}
    assert len(plain) > 5
    assert [word for word in plain if not reserved_reason(slug=word, above="/")] == []


@pytest.mark.parametrize(
    "slug", ["search", "Search", "bookings", "_util", "static", "media", "certificates"]
)
def test_a_reserved_word_is_refused_below_the_home_page_with_a_way_out(slug: str) -> None:
    reason = reserved_below_page(slug=slug, parent=HomePage.objects.get())
    assert f"/{slug}/" in reason
    assert "Choose another" in reason


@pytest.mark.parametrize(
    ("above", "slug", "taken"),
    [
        ("/accounts/", "login", True),
        ("/health/", "live", True),
        ("/health/", "anything", False),
        ("/directory/", "resources", False),
        ("/directory/resources/", "now-and-next", False),
        ("/about/", "search", False),
    ],
)
def test_a_word_is_taken_where_a_route_has_it(above: str, slug: str, taken: bool) -> None:
    assert bool(reserved_reason(slug=slug, above=above)) is taken


def test_a_word_that_a_section_answers_by_a_route_is_refused_below_its_page(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.portal.base.routed_urls"  # type: ignore[attr-defined]
    section = TrainingIndexPage.objects.get()
    assert "belongs to the portal" in reserved_below_page(slug="programme", parent=section)
    assert reserved_below_page(slug="autism", parent=section) == ""


def test_the_subroutes_of_a_routable_page_are_refused_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import path

    routes = [
        path("programme/", lambda request: None),
        path("<slug:course>/dates/", lambda request: None),
    ]
    monkeypatch.setattr(TrainingIndexPage, "get_subpage_urls", lambda: routes, raising=False)
    section = TrainingIndexPage.objects.get()
    assert "shows something of its own" in reserved_below_page(slug="programme", parent=section)
    assert reserved_below_page(slug="dates", parent=section) == ""


def test_other_words_are_free() -> None:
    assert reserved_below_page(slug="about-us", parent=HomePage.objects.get()) == ""


def about() -> IndexPage:
    page = IndexPage(title="About us", slug="about-us")
    HomePage.objects.get().add_child(instance=page)
    return page


def test_no_script_or_api_makes_or_renames_a_page_onto_a_reserved_word() -> None:
    from django.core.exceptions import ValidationError

    home = HomePage.objects.get()
    with pytest.raises(ValidationError, match="belongs to the portal"):
        home.add_child(instance=StandardPage(title="Search", slug="search"))
    page = about()
    page.slug = "search"
    with pytest.raises(ValidationError, match="belongs to the portal"):
        page.save_revision().publish()


def test_no_page_is_moved_to_where_its_slug_is_reserved() -> None:
    page = StandardPage(title="Search tips", slug="search")
    about().add_child(instance=page)
    with pytest.raises(MoveRefused, match="belongs to the portal"):
        MovePageAction(page, HomePage.objects.get(), pos="last-child").execute()
    page.refresh_from_db()
    assert page.href == "/about-us/search/"


def test_a_section_is_moved_by_nobody() -> None:
    with pytest.raises(MoveRefused, match="fixed part of the portal"):
        MovePageAction(TrainingIndexPage.objects.get(), about(), pos="last-child").execute()


def test_a_page_that_already_has_a_word_that_became_reserved_can_still_be_changed(
    settings: object,
) -> None:
    page = StandardPage(title="Programme", slug="programme")
    TrainingIndexPage.objects.get().add_child(instance=page)
    settings.ROOT_URLCONF = "tests.portal.base.routed_urls"  # type: ignore[attr-defined]
    page.title = "Our programme"
    page.save()
