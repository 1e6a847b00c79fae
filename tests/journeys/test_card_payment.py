"""A business manager pays by card on the hosted page and comes back, under the real content policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from bookings.finance.cards.models import PaymentAttempt
from bookings.finance.choices import Buyer
from bookings.finance.documents.snapshots import Order
from bookings.finance.models import Document
from bookings.finance.services.issuing import issue
from portal.base import clock
from portal.settings.env import card_pages
from tests.factories.cards import deliver, owed, take_cards
from tests.factories.finance import training
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import sign_in_on_the_page
from tests.journeys.screens import BOTH, PHONE, width_of
from tests.services.stripe_fake.fixtures import StripeFake

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

MANAGER = "business@demo.example"


@pytest.fixture
def card_portal(settings: Any, stripe_fake: StripeFake, live_server: Any) -> StripeFake:
    """The portal as it starts with a test key and the stand-in's address."""
    take_cards(settings, stripe_fake)
    settings.PUBLIC_URL = live_server.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    pages = card_pages(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "form-action": [*policy["form-action"], *pages]}
    }
    return stripe_fake


def make_invoices(count: int = 1) -> list[Document]:
    """TEST- invoices of the manager's school."""
    account = Document.objects.to_pay().latest("pk").account
    return [
        issue(
            account=account,
            charges=[training(28_500)],
            order=Order(Buyer.PRIVATE_FUND),
            tax_date=clock.today(),
            actor_id=None,
            test=True,
        )
        for _turn in range(count)
    ]


def at_the_invoices(new_context: Callable[..., BrowserContext], screen: ViewportSize) -> Page:
    page = new_context(viewport=screen).new_page()
    page.goto("/bookings/invoices/")
    sign_in_on_the_page(page, MANAGER)
    return page


def pay_button(page: Page, invoice: Document) -> Locator:
    """The button beside one invoice."""
    row = page.get_by_role("listitem").filter(has_text=invoice.number)
    return row.get_by_role("button", name="Pay by card")


@pytest.mark.parametrize("screen", [*BOTH, PHONE], ids=width_of)
def test_an_invoice_is_paid_on_the_hosted_page_and_booked_on_the_way_back(
    new_context: Callable[..., BrowserContext],
    card_portal: StripeFake,
    client: Any,
    screen: ViewportSize,
) -> None:
    [invoice] = make_invoices()
    page = at_the_invoices(new_context, screen)
    expect(page.get_by_text("TEST – no money moves")).to_be_visible()
    assert_no_axe_violations(page)
    pay_button(page, invoice).click()
    expect(page).to_have_url(re.compile(f"^{card_portal.address}/c/pay/cs_test_"))
    expect(page.get_by_role("main")).to_contain_text(invoice.number)
    page.get_by_role("button", name="Try a card that is declined").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was paid")
    page.get_by_role("button", name="Pay with a test card").click()
    expect(page.get_by_role("heading", name="Paid: £285")).to_be_visible()
    assert_no_axe_violations(page)
    assert owed(invoice) == 0
    page.get_by_role("link", name="All invoices").click()
    expect(page.get_by_role("listitem").filter(has_text=invoice.number)).to_contain_text("Settled")
    # What Stripe tells us afterwards changes nothing.
    told = card_portal.signed(types=["checkout.session.completed"])
    assert [deliver(client, *one) for one in told] == [200]
    assert owed(invoice) == 0


def test_two_invoices_are_paid_at_once_and_going_back_pays_nothing(
    new_context: Callable[..., BrowserContext], card_portal: StripeFake
) -> None:
    first, second = make_invoices(2)
    page = at_the_invoices(new_context, PHONE)
    page.get_by_role("button", name="Pay all 2 by card: £570").click()
    page.get_by_role("link", name="Back without paying").click()
    expect(page.get_by_role("heading", name="Invoices", exact=True)).to_be_visible()
    assert (owed(first), owed(second)) == (28_500, 28_500)
    page.get_by_role("button", name="Pay all 2 by card: £570").click()
    page.get_by_role("button", name="Pay with a test card").click()
    expect(page.get_by_role("heading", name="Paid: £570")).to_be_visible()
    assert (owed(first), owed(second)) == (0, 0)
    assert PaymentAttempt.objects.filter(test=True).count() == 1


def test_what_settles_later_is_on_its_way(
    new_context: Callable[..., BrowserContext], card_portal: StripeFake
) -> None:
    [invoice] = make_invoices()
    page = at_the_invoices(new_context, PHONE)
    pay_button(page, invoice).click()
    page.get_by_role("button", name="Pay in a way that settles later").click()
    expect(page.get_by_role("heading", name="Your payment is on its way")).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("link", name="All invoices").click()
    pay_button(page, invoice).click()
    expect(page.get_by_role("main")).to_contain_text("A payment for it is on its way")
