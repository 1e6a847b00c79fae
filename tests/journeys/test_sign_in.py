"""Somebody signs in without a password, as they do it in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.accounts import PersonFactory, UserFactory
from tests.journeys.axe import assert_no_axe_violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

WIDTHS = [1280, 320]


def see(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def mailed_code() -> str:
    found = re.search(r"^\d{4} \d{4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_code_by_e_mail_lets_somebody_in_by_keyboard_in_two_screens(
    new_context: Callable[..., BrowserContext], width: int, scripts: bool
) -> None:
    person = PersonFactory(user=UserFactory())
    page = new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts).new_page()
    page.goto("/bookings/")
    see(page, "Sign in")
    page.get_by_label("E-mail address").fill(person.email)
    page.keyboard.press("Enter")
    see(page, "Enter the code we sent")
    if scripts:
        assert_no_axe_violations(page)
    page.get_by_label("Code").fill(mailed_code())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r":\d+/bookings/$"))


@pytest.mark.parametrize("width", WIDTHS)
def test_each_step_of_signing_in_has_no_barriers_when_something_is_wrong(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto("/accounts/login/")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Send me a code").click()
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    assert_no_axe_violations(page)
    page.get_by_label("E-mail address").fill(UserFactory().email)
    page.get_by_role("button", name="Use my password").click()
    see(page, "Your password")
    assert_no_axe_violations(page)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter password")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Send me a code instead").click()
    page.get_by_label("Code").fill("0000 0000")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    assert_no_axe_violations(page)
