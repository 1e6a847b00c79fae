"""Staff set up their second step and work in the admin, under the real content security policy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import User
from tests.factories.accounts import (
    PASSWORD,
    TOTP_SECRET,
    MembershipFactory,
    PersonFactory,
    UserFactory,
    lasting_code,
)
from tests.journeys import people
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.test_sign_in import mailed_code

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

WIDTHS = [1280, 320]
ADMIN = re.compile("/admin/$")


def enter_password(page: Page, user: User) -> None:
    people.enter_password(page, user.email, PASSWORD)


def watched(page: Page) -> list[str]:
    """What the browser complains about from now on."""
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def in_the_admin(page: Page, group: str) -> Page:
    user = UserFactory(groups=[group])
    TOTP.activate(user, TOTP_SECRET)
    page.goto("/admin/")
    enter_password(page, user)
    page.get_by_label("Code").fill(lasting_code(TOTP_SECRET))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(ADMIN)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_editor_sets_up_the_app_and_enters(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    editor = UserFactory(groups=["Content editors"])
    page.goto("/admin/")
    assert_no_axe_violations(page)
    enter_password(page, editor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code we sent")
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your authenticator app")
    assert_no_axe_violations(page)
    secret = page.locator("main strong").inner_text()
    page.get_by_label("Code from the app").fill(lasting_code(secret))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="go to the admin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    assert_no_axe_violations(page)
    page.get_by_label("Code").fill(lasting_code(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(ADMIN)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/confirm-email/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-gone/",
    ],
)
def test_pages_on_the_way_in_have_no_barriers(
    new_context: Callable[..., BrowserContext], address: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(address)
    assert_no_axe_violations(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_about_ones_own_sign_in_have_no_barriers(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto("/accounts/login/")
    enter_password(page, PersonFactory(user=UserFactory()).user)
    for address in (
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/logout/",
    ):
        page.goto(address)
        assert_no_axe_violations(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_failed_sign_up_has_no_barriers_and_says_what_is_wrong(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Make my sign-in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_no_axe_violations(page)


def test_the_admin_works_under_the_content_policy(browser_page: Page) -> None:
    page = in_the_admin(browser_page, "Administrators")
    MembershipFactory(person=PersonFactory(name="Asha Okafor"))
    complaints = watched(page)
    page.goto("/admin/")
    page.goto("/admin/memberships/new/")
    page.get_by_label("From").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Choose a person").click()
    page.get_by_role("link", name="Asha Okafor").click()
    expect(page.locator("[data-chooser-title]", has_text="Asha Okafor")).to_be_visible()
    page.goto("/admin/sessions/new/")
    page.get_by_role("button", name="Add Meeting").click()
    expect(page.locator("input[name='meetings-TOTAL_FORMS']")).not_to_have_value("0")
    assert complaints == []
