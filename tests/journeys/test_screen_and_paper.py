"""What a course's page answers at once on a wide screen, and what stays of a page on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from directory.entries import Resource
from training.models import CoursePage, Session

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

A4 = {"width": 794, "height": 1123}
"""A sheet of paper in CSS pixels."""


def courses_with_dates() -> list[CoursePage]:
    """For people in schools, with a date to come; those with the longest titles, which push the rest down."""
    found = CoursePage.objects.listed().for_professionals().with_next().filter(next_start__isnull=False)
    return sorted(found, key=lambda course: (-len(course.title), course.pk))[:5]


def answers(page: Page) -> dict[str, Locator]:
    """Where the page of a course answers each question that a visitor comes with."""
    facts = page.locator("main .kd-facts").first
    panel = page.locator(".kd-course__aside")
    return {
        "what": page.get_by_role("heading", level=1),
        "who for": facts.get_by_text("Who it is for"),
        "cost": facts.get_by_text("Cost"),
        "when": panel.locator(".kd-session__when"),
        "where": panel.locator(".kd-session__where > span").first,
        "places left": panel.locator(".kd-session__where > span").last,
        "what I will be able to do": page.get_by_role("region", name="After this you can")
        .locator("li")
        .first,
        "which resources go with it": page.get_by_role("region", name="Goes with").locator("li").first,
    }


def test_a_course_answers_every_question_on_the_first_screen(browser_page: Page) -> None:
    for course in courses_with_dates():
        browser_page.goto(course.href)
        for question, answer in answers(browser_page).items():
            expect(answer, f"{course.title}: {question}").to_be_in_viewport(ratio=1)


@pytest.fixture
def paper(browser_page: Page) -> Page:
    browser_page.set_viewport_size(A4)
    browser_page.emulate_media(media="print")
    return browser_page


def test_a_printed_course_keeps_its_words_and_drops_what_only_a_screen_can_do(paper: Page) -> None:
    session = Session.objects.bookable().filter(venue__isnull=False).first()
    assert session is not None
    paper.goto(session.course.href)
    for kept in (
        paper.get_by_role("heading", level=1),
        paper.get_by_role("heading", name="After this you can"),
        paper.get_by_role("region", name="Dates").locator(".kd-session__when").first,
        paper.locator("details .govuk-details__text").first,
    ):
        expect(kept).to_be_visible()
    for dropped in (
        "nav.kd-menu",
        ".kd-masthead__search",
        ".govuk-breadcrumbs",
        ".govuk-button:visible",
    ):
        expect(paper.locator(dropped).filter(visible=True)).to_have_count(0)


def test_a_printed_resource_says_where_it_comes_from(paper: Page) -> None:
    resource = Resource.objects.live().earliest("pk")
    paper.goto(resource.href)
    expect(paper.get_by_text(f"Printed from {paper.url}")).to_be_visible()
    expect(paper.get_by_role("heading", level=1)).to_have_text(resource.title)
    paper.emulate_media(media="screen")
    expect(paper.get_by_text("Printed from")).to_be_hidden()


def test_a_printed_month_names_its_courses_on_a_sheet_of_paper(paper: Page) -> None:
    paper.goto("/training/calendar/")
    expect(paper.locator(".kd-month a[href*='#date-']").first).to_be_visible()
    assert paper.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
