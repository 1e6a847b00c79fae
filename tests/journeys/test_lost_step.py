"""Somebody has lost their phone: they ask, one officer makes sure, another confirms."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, lasting_code
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import enter_password
from tests.journeys.test_sign_in import see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

WIDTHS = [1280, 320]


def staff(name: str, group: str) -> User:
    user = UserFactory(name=name, groups=[group])
    TOTP.activate(user, TOTP_SECRET)
    return user


def in_the_admin(new_context: Callable[..., BrowserContext], user: User) -> Page:
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/admin/lost_steps/")
    enter_password(page, user.email, PASSWORD)
    page.get_by_label("Code").fill(lasting_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/admin/lost_steps/$"))
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_two_officers_take_away_a_lost_second_step(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    editor = staff("Ella Editor", "Content editors")
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto("/accounts/login/")
    enter_password(page, editor.email, PASSWORD)
    page.get_by_role("link", name="ask us for help").click()
    see(page, "Help with your second step")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Tell us that it is lost").click()
    see(page, "We know that you need help")
    assert_no_axe_violations(page)

    first = in_the_admin(new_context, staff("Fay First", "Officers"))
    first.get_by_role("link", name="Ella Editor").click()
    first.get_by_role("link", name="Make sure who it is").click()
    first.get_by_label("Rang them back on a number we had").check()
    first.get_by_label("What was said").fill("Rang the office, they put me through to her.")
    first.get_by_role("button", name="Write it down").click()
    expect(first.get_by_text("Now a second colleague confirms")).to_be_visible()

    second = in_the_admin(new_context, staff("Sue Second", "Officers"))
    second.get_by_role("link", name="Ella Editor").click()
    second.get_by_role("link", name="Confirm or refuse").click()
    expect(second.get_by_text("Rang the office, they put me through to her.")).to_be_visible()
    second.get_by_label("Yes: remove app").check()
    second.get_by_role("button", name="Send the answer").click()
    expect(second.get_by_text("Their second step is removed")).to_be_visible()
    assert not Authenticator.objects.filter(user=editor).exists()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_of_sessions_has_no_barriers_and_signs_out_elsewhere(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    user = UserFactory()
    pages = []
    for _ in range(2):
        page = new_context(viewport={"width": width, "height": 800}).new_page()
        page.goto("/accounts/login/?next=/accounts/sessions/")
        enter_password(page, user.email, PASSWORD)
        see(page, "Where you are signed in")
        pages.append(page)
    here, elsewhere = pages[1], pages[0]
    assert_no_axe_violations(here)
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("You are signed in nowhere else.")).to_be_visible()
    assert_no_axe_violations(here)
    elsewhere.reload()
    see(elsewhere, "Sign in")
