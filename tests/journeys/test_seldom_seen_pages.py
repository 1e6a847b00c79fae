"""The templates that no ordinary address shows, as a browser shows them: errors, dead ends, own tools."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from playwright.sync_api import BrowserContext, Page, Response, ViewportSize, expect

from portal.accounts.models import School
from portal.accounts.services import join_school
from portal.base import clock
from portal.home.models import HomePage, IndexPage, StandardPage
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory, UserFactory
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of
from training.models import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(params=BOTH, ids=width_of)
def page(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    """A page at each of the two sizes."""
    screen: ViewportSize = request.param
    return new_context(viewport=screen).new_page()


def check(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_no_axe_violations(page)


def status_of(response: Response | None) -> int:
    assert response is not None
    return response.status


def session_to_book() -> Session:
    return SessionFactory(course=CoursePageFactory(title="Visual support that works"))


def test_the_admin_is_closed_to_people_of_schools(page: Page) -> None:
    senco = MembershipFactory().person
    senco.user = UserFactory()
    senco.save()
    page.goto("/accounts/login/")
    sign_in_on_the_page(page, senco.user.email)
    expect(page.get_by_role("link", name="Account", exact=True).first).to_be_attached()
    assert status_of(page.goto("/admin/")) == 403
    check(page, "You cannot open this page")


def test_too_many_tries_from_one_address_are_paused(page: Page, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "1/m/ip"}
    user = UserFactory()
    for _number in range(2):
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(user.email)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Use my password").click()
    assert status_of(answer.value) == 429
    check(page, "Wait a moment")


def test_a_failing_view_says_sorry(page: Page, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.journeys.failing_urls"
    assert status_of(page.goto("/fails/")) == 500
    check(page, "Sorry, something went wrong")


def test_a_list_of_pages_has_no_barriers(page: Page) -> None:
    home = HomePage.objects.get()
    about = home.add_child(instance=IndexPage(title="About us", slug="about", summary="Who we are."))
    about.add_child(instance=StandardPage(title="Our team", slug="team", summary="Who works here."))
    assert status_of(page.goto("/about/")) == 200
    check(page, "About us")
    expect(page.get_by_role("main").get_by_role("link", name="Our team")).to_be_visible()


def test_a_kept_mail_has_no_barriers(page: Page, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "mail"
    keeper = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    keeper.send_messages([EmailMessage("Your place", "You are booked.", to=["sam@school.example"])])
    page.goto("/dev/mail/")
    page.get_by_role("main").get_by_role("link", name="Your place").click()
    check(page, "Your place")


def test_somebody_of_two_schools_is_asked_for_which(page: Page) -> None:
    person = MembershipFactory(person=PersonFactory(user=UserFactory())).person
    second: School = SchoolFactory()
    join_school(person=person, school=second, role="senco", started_on=clock.today() - timedelta(days=9))
    page.goto(f"/bookings/new/{session_to_book().uid}/")
    sign_in_on_the_page(page, person.user.email)
    check(page, "Who are you booking for?")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert_no_axe_violations(page)
    page.get_by_label(str(second)).check()
    page.get_by_role("button", name="Continue").click()
    check(page, "Who is going?")


def test_somebody_of_no_school_is_told_how_to_join(page: Page) -> None:
    person = PersonFactory(user=UserFactory())
    page.goto(f"/bookings/new/{session_to_book().uid}/")
    sign_in_on_the_page(page, person.user.email)
    check(page, "Join your school first")


def test_a_form_that_lost_its_token_keeps_what_was_typed(page: Page) -> None:
    senco = MembershipFactory(person=PersonFactory(user=UserFactory())).person
    page.goto(f"/bookings/new/{session_to_book().uid}/")
    sign_in_on_the_page(page, senco.user.email)
    page.get_by_role("button", name="Add a colleague who is not listed").click()
    page.get_by_label("Full name").fill("Siân O'Brien-Nguyễn")
    page.get_by_label("Work e-mail").fill("sian@example.org")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Continue").last.click()
    check(page, "Please send the form again")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_label("Full name")).to_have_value("Siân O'Brien-Nguyễn")
    expect(page.get_by_label("Work e-mail")).to_have_value("sian@example.org")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
