"""An editor reads what people searched for, says what a word means and chooses what comes first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.access.clients import as_role
from tests.journeys.axe import OF_WAGTAIL, axe_violations, sideways_scrolling
from tests.journeys.screens import PHONE, WIDE

SEARCHED = "tourettes"
"""A line of the demonstration's report that found nothing."""


@pytest.fixture(autouse=True)
def _indexed(demonstration: None, clear_cache: None, search_index: Callable[[], int]) -> None:
    search_index()


@pytest.fixture
def signed_in(new_context: Callable[..., BrowserContext], live_server: object) -> Callable[[str], Page]:
    """Opens the browser of one of the demonstration's people."""

    def open_browser(role: str) -> Page:
        session = as_role(role).cookies["sessionid"].value
        context = new_context(viewport=WIDE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": str(live_server)}])
        return context.new_page()

    return open_browser


@pytest.fixture
def editor(signed_in: Callable[[str], Page]) -> Page:
    """The browser of somebody who may change what the search knows."""
    return signed_in("moderator")


def assert_no_barriers(page: Page) -> None:
    """At both widths: nothing for axe to find, nothing wider than the window."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        faults = [*axe_violations(page, but=OF_WAGTAIL), *sideways_scrolling(page), *cut_off(page)]
        assert not faults, f"{page.url} at {size['width']}px\n" + "\n".join(faults)


def cut_off(page: Page) -> list[str]:
    """Fields that reach out of the window, which Wagtail's frame does not let scroll."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main :is(input, select, textarea, button)')]"
        ".filter(e => !e.closest('#listing-results') && e.checkVisibility())"
        ".filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth)"
        ".map(e => 'reaches out of the window: ' + e.outerHTML.slice(0, 120))"
    )
    return found


def line_of_the_report(page: Page, words: str) -> Locator:
    page.goto("/admin/search/wordings/")
    expect(page.get_by_role("heading", name="What people search for")).to_be_visible()
    link = page.get_by_role("link", name=words, exact=True)
    return page.get_by_role("row").filter(has=link)


def save(page: Page) -> None:
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".messages .success")).to_contain_text("created")
    expect(page.locator(".messages > ul")).to_have_css("opacity", "1")  # it fades in


def test_a_word_that_found_nothing_finds_and_what_was_chosen_comes_first(
    editor: Page, browser_page: Page
) -> None:
    visitor = browser_page
    visitor.goto(f"/search/?q={SEARCHED}")
    expect(visitor.locator(".kd-results__count")).to_have_text(f"No results for “{SEARCHED}”")

    line = line_of_the_report(editor, SEARCHED)
    expect(line).to_contain_text("8 of 8")
    assert_no_barriers(editor)
    line.get_by_role("link", name="Add a synonym").click()
    expect(editor.get_by_role("textbox", name="When somebody searches for")).to_have_value(SEARCHED)
    assert_no_barriers(editor)
    editor.get_by_role("radio", name="One way").check()
    editor.get_by_role("textbox", name="Also find").fill("sensory processing")
    save(editor)
    assert_no_barriers(editor)

    visitor.reload()
    expect(visitor.get_by_text("Also searched for")).to_contain_text("sensory processing")
    results = visitor.locator(".kd-results h3 a")
    assert results.count() > 1
    chosen = results.last.inner_text()
    address = results.last.get_attribute("href")
    assert address is not None and results.first.inner_text() != chosen

    line_of_the_report(editor, SEARCHED).get_by_role("link", name="Choose a result").click()
    expect(editor.get_by_role("textbox", name="When somebody searches for")).to_have_value(SEARCHED)
    assert_no_barriers(editor)
    editor.get_by_role("textbox", name="What to show first").fill(address)
    editor.get_by_role("textbox", name="Reason").fill("What families ask us for")
    save(editor)
    expect(editor.get_by_role("link", name=chosen)).to_be_visible()
    assert_no_barriers(editor)

    visitor.reload()
    expect(results.first).to_have_text(chosen)
    expect(visitor.locator(".kd-results > li").first).to_contain_text("Chosen by the team")


def test_a_gap_is_recorded_from_a_line_of_the_report(editor: Page) -> None:
    line_of_the_report(editor, SEARCHED).get_by_role("link", name="Record a gap").click()
    expect(editor.get_by_role("textbox", name="What people searched for")).to_have_value(SEARCHED)
    assert_no_barriers(editor)
    editor.get_by_role("textbox", name="What is missing").fill("Help with tics")
    save(editor)
    expect(editor.get_by_role("link", name="Help with tics")).to_be_visible()
    assert_no_barriers(editor)


def test_an_administrator_opens_what_is_known_of_the_index(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("admin")
    page.goto("/admin/")
    panel = page.get_by_role("region", name="Search", exact=True)
    expect(panel).to_be_visible()
    for closed in panel.locator("details:not([open]) > summary").all():
        closed.click()
    expect(panel.get_by_text("Documents in the database").first).to_be_visible()
    assert_no_barriers(page)
