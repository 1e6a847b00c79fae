"""Automatic accessibility checks of a page as a browser shows it, by axe-core (vendored beside this)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

SOURCE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTHING: Mapping[str, str] = {}
OF_WAGTAIL = {
    # The side bar's search and the list's are both search regions without names.
    "landmark-unique": 'action="/admin/pages/search/"',
    # In the editor of an entry its title's field stands where the heading would.
    "page-has-heading-one": "<html",
    # Rich text has its label beside it, and blocks have theirs above, as text only.
    "aria-input-field-name": "public-DraftEditor-content",
    "label": 'id="body-',
}
"""What axe finds in parts of the admin that are Wagtail's, by rule and by the words of the element."""
RUN = """rules => axe
  .run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})
  .then(found => found.violations)"""
"""What holds is many times as much, and would be written out only to be thrown away."""


def assert_no_axe_violations(page: Page) -> None:
    """Fail with each violation's rule, its help and the elements it was found on.

    Also fails when the page scrolls sideways, which axe does not see and small screens suffer from.
    """
    report = [*axe_violations(page), *sideways_scrolling(page)]
    assert not report, f"{page.url} at {page.viewport_size}\n" + "\n".join(report)


def assert_no_sideways_scrolling(page: Page) -> None:
    """Fail when the page is wider than its window, naming the widest element."""
    report = sideways_scrolling(page)
    assert not report, f"{page.url}: {report}"


def axe_violations(page: Page, *, but: Mapping[str, str] = NOTHING) -> list[str]:
    """Each violation's rule, its help and the elements it was found on.

    ``but`` leaves out, by rule, the elements whose HTML has these words in it.
    """
    report = []
    for violation in _looked_at(page):
        known = but.get(violation["id"])
        found = [node["html"] for node in violation["nodes"] if not known or known not in node["html"]]
        if found:
            lines = "\n".join(f"    {html[:200]}" for html in found[:5])
            report.append(f"{violation['id']}: {violation['help']}\n{lines}")
    return report


def _looked_at(page: Page) -> Any:
    """What axe objects to; again if the page was left meanwhile, as a press returns before the next one comes."""
    for last in (False, True):
        try:
            page.wait_for_load_state()
            page.evaluate(SOURCE.read_text(encoding="utf-8"))
            return page.evaluate(RUN, RULES)
        except Error as error:
            if last or "context was destroyed" not in error.message:
                raise
    return None


def sideways_scrolling(page: Page) -> list[str]:
    """How much wider than its window the page is, and the widest elements; nothing when it fits."""
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if overflow <= 0:
        return []
    widest = page.evaluate(
        "[...document.querySelectorAll('body *')]"
        ".filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
        ".slice(0, 3).map(e => e.outerHTML.slice(0, 120))"
    )
    return [f"{overflow} px wider than its window: {widest}"]
