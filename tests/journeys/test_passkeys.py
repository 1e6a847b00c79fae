"""Passkeys in a real browser, with an authenticator that the browser itself plays."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.factories.accounts import PASSWORD, PersonFactory, UserFactory
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import enter_password
from tests.journeys.test_sign_in import mailed_code, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

WIDTHS = [1280, 320]


def give_authenticator(page: Page, *, verifies: bool = True) -> tuple[CDPSession, str]:
    """A device that asks its owner, and ``verifies`` or not that it is them."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_somebody_makes_a_passkey_and_signs_in_with_nothing_else(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    give_authenticator(page)
    person = PersonFactory(user=UserFactory())
    page.goto("/accounts/login/?next=/accounts/2fa/")
    enter_password(page, person.email, PASSWORD)
    see(page, "Passkeys and second step")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Add a passkey").click()
    see(page, "Add a passkey")
    assert_no_axe_violations(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    see(page, "Your recovery codes")
    assert_no_axe_violations(page)
    page.goto("/accounts/2fa/")
    expect(page.get_by_role("strong").filter(has_text="My phone")).to_be_visible()
    assert_no_axe_violations(page)
    sign_out(page)
    page.goto("/bookings/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r":\d+/bookings/$"))
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Rename My phone").click()
    expect(page.get_by_role("button", name="Keep this name")).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_label("Name").fill("Old phone")
    page.get_by_role("button", name="Keep this name").click()
    page.get_by_role("link", name="Remove Old phone").click()
    expect(page.get_by_role("button", name="Remove it")).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey is removed")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_editor_enters_the_admin_with_a_mailed_code_and_a_passkey(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    give_authenticator(page)
    editor = UserFactory(groups=["Content editors"])
    page.goto("/admin/")
    enter_password(page, editor.email, PASSWORD)
    see(page, "Enter the code we sent")
    assert_no_axe_violations(page)
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    see(page, "Set up your authenticator app")
    page.get_by_role("link", name="Make a passkey instead").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("button", name="go to the admin").click()
    see(page, "Use your passkey")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    sign_out(page)
    page.goto("/admin/")
    enter_password(page, editor.email, PASSWORD)
    see(page, "Use your passkey")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def test_a_device_that_cannot_tell_its_owner_makes_no_passkey_and_the_page_says_so(
    browser_page: Page,
) -> None:
    page = browser_page
    session, device = give_authenticator(page, verifies=False)
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    enter_password(page, UserFactory().email, PASSWORD)
    page.get_by_role("button", name="Make the passkey").click()
    expect(
        page.get_by_role("status").filter(has_text=re.compile("Nothing happened|cannot ask"))
    ).to_be_visible(timeout=70_000)
    assert_no_axe_violations(page)
    assert not Authenticator.objects.exists()
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


def test_a_browser_without_passkeys_says_so_and_offers_the_other_ways(browser_page: Page) -> None:
    browser_page.add_init_script("delete window.PublicKeyCredential")
    browser_page.goto("/accounts/login/")
    expect(browser_page.get_by_text("This browser cannot use passkeys.")).to_be_visible()
    expect(browser_page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(browser_page.get_by_role("button", name="Send me a code")).to_be_visible()


def test_without_javascript_the_page_says_that_passkeys_need_it(page_without_javascript: Page) -> None:
    page_without_javascript.goto("/accounts/login/")
    expect(page_without_javascript.get_by_text("Passkeys need JavaScript")).to_be_visible()


def test_at_an_address_of_numbers_the_page_names_the_one_where_passkeys_work(
    browser_page: Page, live_server: object
) -> None:
    by_number = str(live_server).replace("localhost", "127.0.0.1")
    browser_page.goto(f"{by_number}/accounts/login/")
    expect(browser_page.get_by_text("Passkeys do not work at an address of numbers")).to_be_visible()
