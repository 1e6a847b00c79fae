"""Finance invoices a school in the admin, and its business manager reads and downloads what it owes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.finance.models import Document
from bookings.places.models import ProposedCharge
from bookings.places.services.charges import decide_charge
from portal.accounts.models import User
from tests.access.clients import as_role
from tests.journeys.axe import OF_WAGTAIL, assert_no_axe_violations, axe_violations
from tests.journeys.people import sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

MANAGER, OFFICER = "business@demo.example", "officer@demo.example"


def confirmed_charge() -> ProposedCharge:
    """The demonstration's charge for a colleague who did not come, as an officer confirms it."""
    charge = ProposedCharge.objects.select_related("place__booking__school").get(state="proposed")
    decide_charge(charge=charge, waive=False, reason="", by=User.objects.get(email=OFFICER))
    return charge


def finance_at_work(office: BrowserContext) -> Page:
    """A page of finance's browser, signed in with both steps."""
    page = office.new_page()
    page.goto("/health/live")
    session = as_role("finance").cookies["sessionid"].value
    site = page.url.removesuffix("health/live")
    office.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_confirmed_charge_becomes_a_paper_that_the_business_manager_downloads(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    school = confirmed_charge().place.booking.school
    assert school is not None
    page = finance_at_work(new_context(viewport=screen))
    page.goto("/admin/to-invoice/")
    assert axe_violations(page, but=OF_WAGTAIL) == []
    page.get_by_role("link", name=school.name).click()
    page.get_by_role("button", name="Issue it").click()
    expect(page.get_by_text("an internal recharge needs one")).to_be_visible()
    assert axe_violations(page, but=OF_WAGTAIL) == []
    page.get_by_label("Cost code").fill("E19-1234")
    page.get_by_role("button", name="Issue it").click()
    document = Document.objects.latest("pk")
    expect(page.get_by_text(f"{document.number} is issued, and the school is told.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=f"{document.number}.pdf")).to_be_visible()
    assert axe_violations(page, but=OF_WAGTAIL) == []

    manager = new_context(viewport=screen).new_page()
    manager.goto("/bookings/invoices/")
    sign_in_on_the_page(manager, MANAGER)
    expect(manager.get_by_role("main")).to_contain_text(document.number)
    assert_no_axe_violations(manager)
    paper = manager.get_by_role("link", name=f"Download {document.number}").get_attribute("href")
    answer = manager.request.get(str(paper))
    assert answer.body() == bytes(document.file.content)
    assert document.number in answer.headers["content-disposition"]
