"""A delegate follows the link in their mail, and a SENCO gives their calendar an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.places.models import CalendarAddress, Place
from portal.accounts.models import Membership
from portal.notify.models import Message
from tests.calendar_readers import read_by_both
from tests.factories.places import make_booking, make_colleague
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of
from tests.journeys.test_senco_books import a_session_for_three

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

NAME, EMAIL = "Siân O'Brien-Nguyễn 🎉", "sian@x.example"
LINK = re.compile(r"/bookings/place/\S+/")


def mailed_link() -> str:
    """A colleague is booked by the SENCO; the address in the mail to them."""
    senco = Membership.objects.filter(person__user__email=SENCO).earliest("pk")
    colleague = make_colleague(senco.school, name=NAME, email=EMAIL)
    make_booking(a_session_for_three(), senco.person, senco.school, [colleague])
    found = LINK.search(Message.objects.filter(to=EMAIL).latest("pk").body)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_delegate_gives_their_place_back_by_one_press_without_signing_in(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = new_context(viewport=screen).new_page()
    page.goto(mailed_link())
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    assert_no_axe_violations(page)
    place = Place.objects.get(person__email=EMAIL)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Add to your calendar").click()
    (entry,) = read_by_both(waiting.value.path().read_text(encoding="utf-8")).entries
    assert entry.summary == place.session.course.title
    page.get_by_role("button", name="Cancel my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This place is cancelled")
    assert_no_axe_violations(page)
    place.refresh_from_db()
    assert place.state == Place.State.CANCELLED


def test_it_works_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto(mailed_link())
    page.get_by_role("button", name="Cancel my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This place is cancelled")


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_senco_gives_calendars_addresses_and_replaces_one(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = new_context(viewport=screen).new_page()
    page.goto("/bookings/")
    sign_in_on_the_page(page, SENCO)
    page.get_by_role("link", name="Bookings in your calendar").click()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Make an address for my own calendar").click()
    page.get_by_role("button", name=re.compile("^Make an address for .*School")).click()
    expect(page.get_by_label("Or copy this address")).to_have_count(2)
    assert_no_axe_violations(page)
    first = page.get_by_label("Or copy this address of where you are going").input_value()
    page.get_by_text(re.compile("Somebody has it who should not")).first.click()
    page.get_by_role("button", name="Make a new address").first.click()
    expect(page.get_by_role("alert")).to_contain_text("new address")
    assert CalendarAddress.objects.count() == 2
    assert page.request.get(urlsplit(first).path).status == 404
