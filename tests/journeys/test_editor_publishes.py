"""A content editor, no superuser, makes a course and its dates; a SENCO then finds and can book them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import BrowserContext, Page, expect

from portal.base import clock
from tests.factories.accounts import (
    PASSWORD,
    TOTP_SECRET,
    MembershipFactory,
    PersonFactory,
    UserFactory,
    lasting_code,
)
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, LevelFactory, PhaseFactory
from tests.journeys.people import enter_password
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clear_cache")]

TITLE = "Visual support that works"
FIRST_DAY = clock.today() + timedelta(days=30)


@pytest.fixture
def words() -> None:
    """The words an editor chooses from."""
    AreaOfNeedFactory(name="Communication and interaction")
    AudienceFactory(slug="teacher", name="Teacher")
    LevelFactory(slug="targeted", name="Targeted")
    PhaseFactory(slug="primary", name="Primary")


def enter_the_admin(page: Page) -> None:
    editor = UserFactory(name="Ella Example", groups=["Content editors"])
    TOTP.activate(editor, TOTP_SECRET)
    page.goto("/admin/")
    enter_password(page, editor.email, PASSWORD)
    page.get_by_label("Code").fill(lasting_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Welcome, Ella")).to_be_visible()


def write_a_course(page: Page) -> None:
    page.get_by_role("link", name="Add a course").click()
    page.get_by_placeholder("Title of the course").fill(TITLE)
    page.get_by_role("textbox", name="Promise").fill("Adapt one lesson with visual support.")
    page.get_by_role("tab", name="Who and what").click()
    page.get_by_role("checkbox", name="Teacher").check()
    page.get_by_role("combobox", name="Area of need").select_option("Communication and interaction")
    page.get_by_role("combobox", name="Level").select_option("Targeted")
    page.get_by_role("checkbox", name="Primary").check()
    page.get_by_role("tab", name="Offer").click()
    page.get_by_role("spinbutton", name="Usual number of places").fill("12")


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages .success")).to_contain_text("published")


def set_up_two_meetings(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Add a session").click()
    page.get_by_role("button", name="Choose a course").click()
    page.get_by_role("dialog").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("combobox", name="State").select_option("Open for booking")
    for number, day in enumerate([FIRST_DAY, FIRST_DAY + timedelta(days=7)]):
        page.get_by_role("button", name="Add Meeting").click()
        page.locator(f"#id_meetings-{number}-starts_at").fill(f"{day} 16:00")
        page.locator(f"#id_meetings-{number}-ends_at").fill(f"{day} 17:30")
    page.get_by_role("button", name="Create").click()


def test_an_editor_publishes_a_course_and_a_session_that_then_can_be_booked(
    new_context: Callable[..., BrowserContext], words: None
) -> None:
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    enter_the_admin(page)
    write_a_course(page)
    publish(page)
    set_up_two_meetings(page)
    expect(page.locator(".messages .success")).to_contain_text("created")

    course, session = CoursePage.objects.get(), Session.objects.get()
    assert course.live
    assert session.meetings.count() == 2
    assert session.seats.capacity == 12

    senco = MembershipFactory(person=PersonFactory(user=UserFactory(name="Sam Example")))
    visitor = new_context(viewport={"width": 360, "height": 740}).new_page()
    visitor.goto("/training/")
    visitor.get_by_role("link", name=TITLE).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    dates = visitor.get_by_role("region", name="Dates")
    expect(dates).to_contain_text(clock.say_date(FIRST_DAY))
    dates.get_by_role("link", name="Book").first.click()
    enter_password(visitor, senco.person.user.email, PASSWORD)
    expect(visitor).to_have_url(re.compile(f"/bookings/new/{session.uid}/$"))
    expect(visitor.get_by_role("main")).to_contain_text(TITLE)
    visitor.get_by_role("button", name="Continue").last.click()
    visitor.get_by_role("button", name="Book 1 place").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Your place is booked")
    session.seats.refresh_from_db()
    assert session.seats.taken == 1
