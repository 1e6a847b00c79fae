"""A school asks for training of its own, accepts the quote, gets a date, and its SENCO books who comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.bespoke.models import Request
from bookings.places.models import Place
from portal.base import clock
from tests.access.clients import as_role
from tests.journeys.axe import OF_WAGTAIL, assert_no_axe_violations, axe_violations
from tests.journeys.people import sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

SENCO = "senco@demo.example"
AIM = "Our midday supervisors can tell when a pupil is about to be overwhelmed, and act."


def office_at_work(office: BrowserContext) -> Page:
    """A page of an officer's browser, signed in with both steps."""
    page = office.new_page()
    page.goto("/health/live")
    session = as_role("officer").cookies["sessionid"].value
    site = page.url.removesuffix("health/live")
    office.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


def ask(page: Page) -> Request:
    """The two steps of asking, with a mistake in each."""
    page.goto("/bookings/requests/")
    sign_in_on_the_page(page, SENCO)
    assert_no_axe_violations(page)
    page.get_by_role("link", name="Tell us what you need").click()
    page.get_by_label("Social, emotional and mental health").check()
    page.get_by_label("What should your staff be able to do afterwards?").fill(AIM)
    page.get_by_label("How many staff?").fill("12")
    page.get_by_label("In your school").check()
    page.get_by_role("button", name="See what there is").click()
    expect(page.get_by_role("alert")).to_contain_text("Write when it would suit you")
    assert_no_axe_violations(page)
    page.get_by_label("When would it suit you?").fill("A Wednesday after school")
    page.get_by_role("button", name="See what there is").click()
    expect(page.get_by_role("main")).to_contain_text("These may do, and are free")
    page.get_by_role("button", name="Send our request").click()
    expect(page.get_by_role("alert")).to_contain_text("does not do")
    assert_no_axe_violations(page)
    for field in page.get_by_role("textbox", name="Why does").all():
        field.fill("It is for teachers, and we need it for supervisors")
    page.get_by_role("button", name="Send our request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We look at it")
    assert_no_axe_violations(page)
    return Request.objects.latest("pk")


def decide_and_quote(page: Page, request: Request) -> None:
    """The officer finds it chargeable on grounds, and quotes."""
    page.goto(f"/admin/bespoke-requests/decide/{request.pk}/")
    page.get_by_label("Bespoke training, for a charge").check()
    page.get_by_label("What the school reads").fill("Nothing of our offer is for midday supervisors.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Say of each course considered why it falls short.")).to_be_visible()
    assert axe_violations(page, but=OF_WAGTAIL) == []
    for field in page.get_by_role("textbox", name="For a charge: why").all():
        field.fill("It is about lessons")
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("link", name="Write a quote").click()
    page.get_by_label("School of the issuer’s authority, private fund").check()
    page.get_by_label("What we offer").fill("An afternoon at your school")
    page.get_by_label("Line 1").fill("Training, an afternoon")
    page.locator("[name=pounds-1]").fill("285")
    assert axe_violations(page, but=OF_WAGTAIL) == []
    page.get_by_role("button", name="Send this quote").click()
    expect(page.get_by_text("Version 1 of the quote is sent to the school.")).to_be_visible()


def set_the_date(page: Page, request: Request) -> None:
    """The officer agrees a date with the school."""
    page.goto(f"/admin/bespoke-requests/inspect/{request.pk}/")
    page.get_by_role("link", name="Agree the date").click()
    # Before a day is chosen: Wagtail's own picker has buttons without names.
    assert axe_violations(page, but=OF_WAGTAIL) == []
    page.get_by_label("What it is called").fill("Calm lunchtimes")
    page.get_by_label("Which course it is nearest to").select_option(index=1)
    page.get_by_label("Live online").check()
    day = (clock.today() + timedelta(days=20)).isoformat()
    page.locator("[name=starts-1]").fill(f"{day} 13:30")
    page.locator("[name=ends-1]").fill(f"{day} 15:30")
    # By the keyboard: the picker of days may still lie over the button.
    page.get_by_label("Places").press("Enter")
    expect(page.get_by_text("The date stands, and the school is told.")).to_be_visible()


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_from_the_need_to_the_booked_place(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    senco = new_context(viewport=screen).new_page()
    request = ask(senco)
    officer = office_at_work(new_context(viewport=screen))
    decide_and_quote(officer, request)
    senco.reload()
    senco.get_by_role("button", name="Accept this quote").click()
    expect(senco.get_by_role("alert")).to_contain_text("Enter your purchase order’s number")
    assert_no_axe_violations(senco)
    senco.get_by_label("Your purchase order’s number").fill("PO-4711")
    senco.get_by_role("button", name="Accept this quote").click()
    expect(senco.get_by_role("heading", level=1)).to_have_text("Accepted")
    set_the_date(officer, request)
    senco.reload()
    assert_no_axe_violations(senco)
    senco.get_by_role("link", name="Book who comes").click()
    expect(senco.get_by_role("main")).to_contain_text("Calm lunchtimes")
    senco.get_by_role("checkbox", name="Me").check()
    senco.get_by_role("button", name="Continue").click()
    expect(senco.get_by_role("main")).to_contain_text("your school pays by its quote")
    assert_no_axe_violations(senco)
    senco.get_by_role("button", name="Book").click()
    expect(senco.get_by_role("heading", level=1)).to_have_text("Your place is booked")
    assert (
        Place.objects.filter(session__bespoke_request=request, state=Place.State.CONFIRMED).count() == 1
    )
