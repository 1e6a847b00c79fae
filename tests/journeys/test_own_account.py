"""Somebody looks after their own account: details, another e-mail, their data, and leaving."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from portal.accounts.models import User
from portal.outbox.services import drain
from tests.factories.accounts import PASSWORD
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import enter_password
from tests.journeys.screens import BOTH, width_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(params=BOTH, ids=width_of)
def page(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    """A page at each of the two sizes."""
    screen: ViewportSize = request.param
    return new_context(viewport=screen).new_page()


@pytest.fixture
def senco(page: Page) -> User:
    """A SENCO with a place for themselves and one for a colleague, signed in and on their account."""
    user, person, school = make_booker(name="Asha Okafor", email="asha@school.example")
    session = SessionFactory(course=CoursePageFactory(title="Visual support that works"))
    make_booking(session, person, school, [person, make_colleague(school, name="Bola Staying")])
    page.goto("/accounts/")
    enter_password(page, user.email, PASSWORD)
    check(page, "Your account")
    return user


def check(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def link_in_mail_to(address: str, what: str) -> str:
    drain()
    message = [message for message in mail.outbox if message.to == [address]][-1]
    found = re.search(rf"https?://[^/]+(/accounts/email/{what}/\S+)", message.body)
    assert found, message.body
    return found[1]


def test_somebody_changes_what_they_are_called(page: Page, senco: User) -> None:
    page.get_by_role("main").get_by_role("link", name="Change your name").click()
    check(page, "Your details")
    page.get_by_label("Full name").fill("")
    page.get_by_role("button", name="Save my details").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    check(page, "Your details")
    page.get_by_label("Full name").fill("Asha Bello")
    page.get_by_role("button", name="Save my details").click()
    check(page, "Your account")
    expect(page.get_by_role("main")).to_contain_text("Asha Bello")


def test_somebody_moves_to_another_e_mail(page: Page, senco: User) -> None:
    page.goto("/accounts/email/")
    check(page, "Your e-mail")
    page.get_by_label("New e-mail address").fill("asha@new.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("main")).to_contain_text("asha@new.example")
    check(page, "Your e-mail")
    page.goto(link_in_mail_to("asha@new.example", "confirm"))
    check(page, "Confirm your new e-mail")
    page.get_by_role("button", name="Yes, use this address").click()
    check(page, "Your account")
    expect(page.get_by_role("main")).to_contain_text("You sign in with asha@new.example now")
    page.goto(link_in_mail_to("asha@school.example", "stop"))
    check(page, "Stop the change of your e-mail")
    page.get_by_role("button", name="Stop it: this was not me").click()
    check(page, "Choose your password")
    senco.refresh_from_db()
    assert senco.email == "asha@school.example"
    page.goto("/accounts/email/stop/made-up/")
    check(page, "This link no longer works")


def test_somebody_downloads_what_is_held_about_them(page: Page, senco: User) -> None:
    page.goto("/accounts/data/")
    check(page, "Your data")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    archive = zipfile.ZipFile(download.value.path())
    held = archive.read("my-data.html").decode()
    assert "Visual support that works" in held and "Bola Staying" not in held
    page.set_content(held)
    check(page, "What we hold about you")


def test_somebody_deletes_their_account(page: Page, senco: User) -> None:
    page.get_by_role("main").get_by_role("link", name="Delete your account").click()
    check(page, "Delete your account")
    expect(page.get_by_role("main")).to_contain_text("Visual support that works")
    page.get_by_label("Type the e-mail you sign in with").fill("asha@school.example")
    page.get_by_role("button", name="Delete my account").click()
    check(page, "Your account is deleted")
    senco.refresh_from_db()
    assert senco.deleted_at is not None
    page.goto("/accounts/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
