"""After a course: somebody says what it was worth, gets a certificate that others can check, and finds it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.places.certificates.models import Certificate
from bookings.places.models import Place
from portal.accounts.models import Membership
from tests.bookings.places.attendance.steps import begun
from tests.bookings.places.certificates.steps import marked
from tests.factories.places import make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

NAME = "Siân O'Brien-Nguyễn 🎉"
COURSE = "A course that is over"


def attended_place() -> Place:
    """A colleague of the SENCO was at a course that asks for an evaluation before the certificate."""
    senco = Membership.objects.filter(person__user__email=SENCO).earliest("pk")
    colleague = make_colleague(senco.school, name=NAME, email="sian@x.example")
    outcomes = [("outcome", "Adapt one lesson"), ("outcome", "Plan a calm start")]
    course = CoursePageFactory(title=COURSE, outcomes=outcomes, evaluation_first=True)
    session = SessionFactory(course=course)
    make_booking(session, senco.person, senco.school, [colleague, senco.person])
    begun(session, ago=timedelta(hours=3))
    for place in Place.objects.filter(session=session):
        marked(place)
    return Place.objects.get(session=session, person=colleague)


def answer(page: Page) -> None:
    """Chooses “very confident” for both things, and says what was useful."""
    for about in ("Adapt one lesson", "Plan a calm start"):
        group = page.get_by_role("group", name=f"How confident do you feel about this: {about}?")
        group.get_by_label("4: very confident").check()
    page.get_by_label("What was most useful").fill("The pictures")
    page.get_by_role("button", name="Send my answers").click()


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_delegate_says_what_it_was_worth_and_gets_a_certificate_that_can_be_checked(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = new_context(viewport=screen).new_page()
    page.goto(f"/bookings/place/{attended_place().key}/")
    page.get_by_role("link", name="Your certificate").click()
    assert_no_axe_violations(page)
    page.get_by_role("link", name="Say what the course was worth").click()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_no_axe_violations(page)
    answer(page)
    expect(page.get_by_text("We have kept your answers")).to_be_visible()
    page.get_by_role("link", name="Your place").click()
    page.get_by_role("link", name="Your certificate").click()
    page.get_by_role("button", name="Get my certificate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of attendance")
    assert_no_axe_violations(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as PDF").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    code = Certificate.objects.get(place__person__email="sian@x.example").code
    page.goto("/certificates/check/")
    assert_no_axe_violations(page)
    page.get_by_label("Certificate code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Check this code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    expect(page.get_by_text(NAME)).to_be_visible()
    assert_no_axe_violations(page)


def test_it_works_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto(f"/bookings/place/{attended_place().key}/questions/after/")
    answer(page)
    page.get_by_role("link", name="Your place").click()
    page.get_by_role("link", name="Your certificate").click()
    page.get_by_role("button", name="Get my certificate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of attendance")


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_senco_reads_their_own_training_and_their_schools(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    attended_place()
    page = new_context(viewport=screen).new_page()
    page.goto("/bookings/")
    sign_in_on_the_page(page, SENCO)
    page.get_by_role("link", name="My training").click()
    expect(page.get_by_role("link", name=COURSE, exact=True)).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("link", name="Training of").click()
    expect(page.get_by_text(NAME).first).to_be_visible()
    assert_no_axe_violations(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download for a spreadsheet").click()
    assert NAME in waiting.value.path().read_text(encoding="utf-8-sig")
