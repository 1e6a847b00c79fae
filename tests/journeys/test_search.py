"""Searching as people do it: by pointer and keyboard, with scripts and without, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.axe import assert_no_axe_violations

NARROW = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _indexed(demonstration: None, clear_cache: None, search_index: Callable[[], int]) -> None:
    search_index()


def count(page: Page) -> str:
    return page.locator(".kd-results__count").inner_text()


def narrow_by(page: Page, label: str) -> None:
    """Ticks a box and waits for the list to follow."""
    before = page.url
    page.get_by_role("checkbox", name=re.compile(f"^{label}")).check()
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_the_list_follows_the_boxes_with_focus_and_history_kept(browser_page: Page) -> None:
    page = browser_page
    page.goto("/search/?q=autism")
    everything = count(page)
    box = page.get_by_role("checkbox", name=re.compile("^Resources"))
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**kind=resource")
    expect(page.get_by_role("checkbox", name=re.compile("^Resources"))).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="results for")).to_be_visible()
    assert count(page) != everything
    expect(page.get_by_role("link", name="Remove filter: Kind: Resources")).to_be_visible()
    assert_no_axe_violations(page)

    page.locator(".kd-results h3 a").nth(2).click()
    page.go_back()
    expect(page).to_have_url(re.compile("kind=resource"))
    expect(page.get_by_role("checkbox", name=re.compile("^Resources"))).to_be_checked()
    page.go_back()
    expect(page.locator(".kd-results__count")).to_have_text(everything)
    expect(page.get_by_role("checkbox", name=re.compile("^Resources"))).not_to_be_checked()


def test_taking_a_tag_away_moves_the_focus_to_the_count(browser_page: Page) -> None:
    page = browser_page
    page.goto("/search/?q=autism&kind=course")
    page.get_by_role("link", name="Remove filter: Kind: Courses").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=autism")
    expect(page.locator(".kd-results__count")).to_be_focused()


def test_on_a_phone_the_filters_open_and_lead_back_to_the_list(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport=NARROW, has_touch=True).new_page()
    page.goto("/search/?q=autism")
    expect(page.get_by_role("checkbox").first).to_be_hidden()
    page.get_by_text("Narrow the results").tap()
    narrow_by(page, "Courses")
    assert_no_axe_violations(page)
    page.get_by_role("button", name=re.compile(r"^Show \d+ results?$")).tap()
    expect(page.get_by_role("checkbox").first).to_be_hidden()
    expect(page.locator(".kd-results__count")).to_be_focused()


def test_suggestions_are_chosen_with_the_keyboard(browser_page: Page) -> None:
    page = browser_page
    page.goto("/")
    box = page.get_by_role("combobox", name="What are you looking for?")
    box.press_sequentially("autis")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Autism")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="suggestions")).to_have_count(1)
    assert options.count() <= 8
    assert_no_axe_violations(page)

    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.get_attribute("id")
    assert chosen is not None
    expect(box).to_have_attribute("aria-activedescendant", chosen)
    expect(box).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")

    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("autis")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")

    box.press_sequentially("autis")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?need=autism")


def test_typing_and_enter_searches_for_the_words_themselves(browser_page: Page) -> None:
    page = browser_page
    page.goto("/training/")
    box = page.get_by_role("combobox", name="Search the site")
    box.press_sequentially("braille")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=braille")


def test_a_suggestion_is_chosen_by_touch(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport=NARROW, has_touch=True).new_page()
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("braille")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box is not None and box["height"] >= 44
    option.tap()
    page.wait_for_url(re.compile("/(search|training|directory)/.+"))


def test_suggestions_and_marks_stay_with_forced_colours(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(forced_colors="active").new_page()
    page.goto("/search/?q=autism")
    assert_no_axe_violations(page)
    box = page.locator(".kd-search__input")
    box.fill("")
    box.press_sequentially("aut")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen, other = page.get_by_role("option").nth(0), page.get_by_role("option").nth(1)
    colour = "element => getComputedStyle(element).backgroundColor"
    assert chosen.evaluate(colour) != other.evaluate(colour)


def test_a_failing_connection_leads_to_the_page_itself(browser_page: Page) -> None:
    page = browser_page
    page.goto("/search/?q=autism")
    failed: list[str] = []

    def refuse(route: Any) -> None:
        if route.request.resource_type == "fetch":
            failed.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/search/?*", refuse)
    page.get_by_role("checkbox", name=re.compile("^Courses")).check()
    page.wait_for_url("**kind=course")
    assert failed
    expect(page.get_by_role("checkbox", name=re.compile("^Courses"))).to_be_checked()


def test_everything_works_without_scripts(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.set_viewport_size(NARROW)
    page.goto("/search/")
    page.get_by_role("searchbox").last.fill("autism")
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name=re.compile("^Courses")).check()
    page.get_by_role("button", name="Show results").click()
    expect(page).to_have_url(re.compile("q=autism&kind=course"))
    page.get_by_label("Sort").select_option("newest")
    page.get_by_role("button", name="Sort the results").click()
    expect(page).to_have_url(re.compile("sort=newest"))
    page.get_by_role("link", name="Remove filter: Kind: Courses").click()
    expect(page).not_to_have_url(re.compile("kind=course"))
    expect(page.get_by_role("heading", level=3).first).to_be_visible()


def test_nothing_found_shows_the_way_on(browser_page: Page) -> None:
    page = browser_page
    page.goto("/search/?q=zzqxv+plorp&district=thanet")
    expect(page.get_by_role("heading", name="Ask the Thanet team")).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("main").get_by_role("link", name="Autism", exact=True).click()
    expect(page).to_have_url(re.compile("need=autism"))
    assert page.locator(".kd-results h3").count() > 3


def test_the_catalogue_and_the_directory_follow_their_boxes_too(browser_page: Page) -> None:
    page = browser_page
    page.goto("/training/?q=autism")
    narrow_by(page, "Places left")
    expect(page.get_by_role("link", name=re.compile("Remove filter: Availability"))).to_be_visible()
    assert_no_axe_violations(page)
    page.goto("/directory/?q=autism")
    page.locator("summary", has_text="Phase").click()
    narrow_by(page, "Key stage 2")
    expect(page.get_by_role("link", name=re.compile("Remove filter: Phase"))).to_be_visible()
    assert_no_axe_violations(page)


def test_paper_has_the_results_and_nothing_to_press(browser_page: Page) -> None:
    page = browser_page
    page.goto("/search/?q=autism&need=autism")
    page.emulate_media(media="print")
    for hidden in (".kd-filters", ".kd-search", ".kd-chips", ".kd-sort"):
        assert page.locator(hidden).first.is_hidden()
    expect(page.locator(".kd-results h3").first).to_be_visible()


def test_what_the_words_ask_for_becomes_a_filter_or_goes(browser_page: Page) -> None:
    page = browser_page
    page.goto("/search/?q=free+autsim+near+Thanet")
    expect(page.get_by_text("Showing results for")).to_contain_text("free autism near Thanet")
    assert_no_axe_violations(page)
    page.get_by_role("link", name=re.compile("^Show only: .*Thanet")).click()
    expect(page).to_have_url(re.compile("near=Thanet"))
    expect(page.get_by_role("link", name=re.compile("^Remove filter: Near"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Leave out “free”")).click()
    expect(page).not_to_have_url(re.compile("free"))
    box = page.get_by_role("combobox", name="Courses, resources")
    expect(box).to_have_value(re.compile("^aut(is|si)m$"))
    page.go_back()
    expect(box).to_have_value(re.compile("^free aut(is|si)m$"))
    box.fill("dyslexia")
    narrow_by(page, "Courses")
    expect(box).to_have_value("dyslexia")
    page.goto("/search/?q=autsim")
    page.get_by_role("link", name="Search for “autsim” instead").click()
    expect(page).to_have_url(re.compile("spelling=as-typed"))
