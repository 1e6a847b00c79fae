"""Every public template as a browser shows it: no axe violation, no sideways scrolling, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from directory.entries import Organisation, Resource, Service
from portal.home.demo.courses import GONE, LEAVING, PLANNED
from tests.journeys.axe import assert_no_axe_violations
from training.models import CoursePage

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

FIXED = {
    "/": 200,
    "/training/": 200,
    "/training/?need=autism&phase=key-stage-2&district=thanet&places=left&sort=title": 200,
    "/training/?need=nonsense&from=31/02/2027&to=x&page=99999999999999999999": 200,
    "/training/?dimension=physical-and-sensory&cost=paid&format=clinic": 200,
    f"/training/{PLANNED}/": 200,
    f"/training/{LEAVING}/": 200,
    f"/training/{GONE}/": 200,
    "/training/calendar/": 200,
    "/training/calendar/?view=agenda": 200,
    "/training/calendar/?audience=parent-carer&month=2027-13&view=agenda": 200,
    "/training/calendar/?district=thanet&need=nonsense": 200,
    "/training/near/": 200,
    "/training/near/?near=CT10&phase=nonsense": 200,
    "/training/near/?near=ME4&for=families": 200,
    "/training/near/?near=Thanet&for=families&term=next": 200,
    "/directory/": 200,
    "/directory/?kind=service&district=swale": 200,
    "/directory/?kind=organisation": 200,
    "/directory/?need=autism&page=0": 200,
    "/parents/": 200,
    "/parents/?format=online": 200,
    "/parents/what-school-should-do/": 200,
    "/support/": 200,
    "/how-booking-works/": 200,
    "/accessibility/": 200,
    "/privacy/": 200,
    "/search/?q=autism": 200,
    "/search/?q=zzzzqqqq": 200,
    "/search/?q=autism&need=autism&district=thanet&sort=nearest&near=CT9&from=x&page=9": 200,
    "/search/?kind=course&near=Paris&need=nonsense": 200,
    "/directory/?q=autism&letter=a": 200,
    "/search/": 200,
    "/schools/": 200,
    "/schools/?q=CT9+1HQ": 200,
    "/schools/?q=oakfeild&district=thanet": 200,
    "/schools/?q=zzzz&closed=yes&page=9": 200,
    "/nothing/here/": 404,
    "/training/?need=%00": 400,
    "/accounts/login/": 200,
    "/accounts/signup/": 200,
    "/accounts/password/reset/": 200,
    "/dev/mail/": 200,
    "/dev/mfa/": 200,
}


def addresses() -> dict[str, int]:
    """The fixed ones and one of each kind of entry, with the status that each answers."""
    free = CoursePage.objects.live().filter(price_pence=0, level__isnull=False).first()
    paid = CoursePage.objects.live().filter(price_pence__gt=0).first()
    family = CoursePage.objects.live().filter(level=None).first()
    entries = [model.objects.live().first() for model in (Resource, Service, Organisation)]
    return FIXED | {row.href: 200 for row in (free, paid, family, *entries) if row is not None}


def visit(page: Page) -> None:
    for address, status in addresses().items():
        response = page.goto(address)
        assert response is not None
        assert response.status == status, address
        assert page.locator("h1").count() == 1, address
        assert_no_axe_violations(page)


def test_public_pages_have_no_violation_at_1280_pixels(browser_page: Page) -> None:
    visit(browser_page)


def test_public_pages_have_no_violation_at_320_pixels(narrow_page: Page) -> None:
    visit(narrow_page)


def test_public_pages_load_nothing_from_elsewhere(browser_page: Page) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    browser_page.on(
        "console", lambda message: message.type == "error" and complaints.append(message.text)
    )
    for address in ("/", "/training/", "/parents/", "/accounts/login/"):
        browser_page.goto(address)
    home = browser_page.evaluate("location.origin")
    assert [url for url in asked if not url.startswith((home, "data:"))] == []
    assert complaints == []
