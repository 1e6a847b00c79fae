"""A visitor browses and books with scripts switched off, on a narrow screen and with the keyboard's Enter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bookings.places.models import Booking
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.test_senco_books import a_session_for_three

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")


def test_a_visitor_browses_and_books_without_javascript(page_without_javascript: Page) -> None:
    page, session = page_without_javascript, a_session_for_three()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    page.get_by_role("searchbox").last.fill("autism")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("autism"))
    expect(
        page.get_by_role("main").get_by_role("link", name=re.compile("autism", re.I)).first
    ).to_be_visible()

    page.goto("/training/")
    page.get_by_label("What it is about").fill(session.course.title)
    page.get_by_role("button", name="Show results").click()
    page.get_by_role("link", name=session.course.title, exact=True).click()
    page.locator(f"a[href*='{session.uid}']:visible").first.click()
    sign_in_on_the_page(page, SENCO)

    page.get_by_label(re.compile("^Me, ")).uncheck()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.locator("input[name=people]").nth(1).check()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("button", name="Book 1 place").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your place is booked")
    assert Booking.objects.filter(session=session, booker__user__email=SENCO).count() == 1


def test_a_pressed_button_twice_is_one_booking(page_without_javascript: Page) -> None:
    page, session = page_without_javascript, a_session_for_three()
    page.goto(f"/bookings/new/{session.uid}/")
    sign_in_on_the_page(page, SENCO)
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name="Book 1 place").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your place is booked")
    booking = Booking.objects.get(session=session, booker__user__email=SENCO)
    assert booking.places.live().count() == 1
    page.go_back()
    page.goto(f"/bookings/new/{session.uid}/check/")
    expect(page).not_to_have_url(re.compile("/check/$"))
