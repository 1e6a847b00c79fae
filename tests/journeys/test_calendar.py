"""The calendar as a SENCO turns it by keyboard, a parent asks what is near, and a calendar program reads it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import icalendar
import pytest
from playwright.sync_api import Page, expect

from portal.base import clock
from tests.journeys.axe import assert_no_axe_violations, assert_no_sideways_scrolling
from tests.journeys.screens import NARROW
from training.calendar.months import Month
from training.models import Session

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")
CALENDAR = "/training/calendar/"


def next_month() -> Month:
    return Month.of(clock.today()).plus(1)


def press_to(page: Page, name: str | re.Pattern[str], role: str = "link") -> None:
    """Tabs on until the focus is on it; fails where the keyboard does not reach it."""
    wanted = page.get_by_role("main").get_by_role(role, name=name).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def test_a_senco_filters_the_month_by_district_and_turns_it_with_the_keyboard(
    browser_page: Page,
) -> None:
    page, following = browser_page, next_month()
    page.goto(f"{CALENDAR}?month={Month.of(clock.today()).value}")
    page.get_by_role("main").get_by_text("Filter the calendar").focus()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="District").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Thanet").focus()
    page.keyboard.press("Space")
    press_to(page, "Show these dates", "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**district=thanet**")
    expect(page.get_by_role("link", name="Remove filter: District: Thanet")).to_be_visible()

    press_to(page, f"Next: {following}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=str(following))).to_be_visible()
    expect(page.get_by_role("link", name="Remove filter: District: Thanet")).to_be_visible()
    event = page.locator(".kd-event:not(.kd-event--past) .kd-event__link").first
    title = event.locator(".kd-event__title").inner_text()
    press_to(page, re.compile(re.escape(title)))
    assert_no_axe_violations(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert "#date-" in page.url
    expect(page.locator(".kd-session:target")).to_be_in_viewport()


def test_a_phone_shows_how_many_meetings_a_day_has_and_leads_to_them(narrow_page: Page) -> None:
    page = narrow_page
    assert page.viewport_size == NARROW
    page.goto(f"{CALENDAR}?month={next_month().value}")
    day = page.locator("a.kd-day__number").first
    count = int(day.locator(".kd-day__count").inner_text().split()[0])
    box = day.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert page.locator(".kd-event").filter(visible=True).count() == 0
    day.click()
    expect(page.locator(".kd-meeting")).to_have_count(count)
    assert_no_sideways_scrolling(page)


def test_a_parent_finds_what_is_on_near_them_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/parents/")
    page.get_by_label("Your postcode, town or district").fill("CT10 2AB")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sessions for families near CT10")
    assert "2AB" not in page.url
    if page.get_by_role("link", name="Next term instead").count():
        page.get_by_role("link", name="Next term instead").first.click()
    sessions = page.locator(".kd-session__title a")
    assert sessions.count() > 0
    title = sessions.first.inner_text()
    sessions.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("body")).to_have_class(re.compile("kd-parents"))


def test_the_address_to_subscribe_to_is_a_calendar_of_what_is_shown(browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{CALENDAR}?month={next_month().value}&format=online")
    address = urlsplit(page.get_by_label("Or copy this address").input_value())
    webcal = page.get_by_role("link", name="Open in my calendar").get_attribute("href")
    assert webcal == f"webcal://{address.netloc}{address.path}?{address.query}"
    response = page.request.get(f"{address.path}?{address.query}")
    assert response.status == 200
    read = icalendar.Calendar.from_ical(response.text())
    titles = {str(event["SUMMARY"]).removeprefix("Cancelled: ") for event in read.walk("VEVENT")}
    shown = set(page.locator(".kd-event__title").all_inner_texts())
    assert shown
    assert shown <= titles
    assert all(event["LOCATION"] == "Online" for event in read.walk("VEVENT"))


def test_a_printed_list_keeps_the_dates_and_drops_what_only_a_screen_can_do(browser_page: Page) -> None:
    page = browser_page
    soonest = Session.objects.upcoming().for_professionals().first()
    assert soonest is not None and soonest.starts_at is not None
    page.goto(
        f"{CALENDAR}?view=agenda&month={Month.of(clock.in_london(soonest.starts_at).date()).value}"
    )
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=soonest.course.title).first).to_be_visible()
    for dropped in ("#filters", ".kd-switch", ".kd-turn", "#subscribe", ".kd-meeting .govuk-button"):
        expect(page.locator(dropped).filter(visible=True)).to_have_count(0)
