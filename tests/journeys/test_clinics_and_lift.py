"""A SENCO brings a question; an officer records what LIFT agreed; the school reads it and says what it has done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.slots.choices import Kind
from bookings.slots.models import LiftAction, SlotBooking
from portal.accounts.models import Membership
from portal.base import clock
from tests.access.clients import as_role
from tests.factories.slots import begin, make_meeting, make_slot_booking
from tests.journeys.axe import OF_WAGTAIL, assert_no_axe_violations, axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import PHONE, WIDE, width_of
from training.models import Trainer

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

QUESTION = "Two pupils in Year 3 cannot start writing by themselves. What next?"


def senco() -> Membership:
    return Membership.objects.filter(person__user__email=SENCO).earliest("pk")


def look_at_nothing(_page: Page) -> None:
    """Axe is a script itself, so a browser without scripts cannot be asked."""


def book_in_a_clinic(page: Page, look: Callable[[Page], None] = assert_no_axe_violations) -> None:
    """From the list of dates to the confirmation, with a first try that points to a pupil."""
    page.goto("/bookings/clinics/")
    look(page)
    page.get_by_role("link", name="Choose a slot").first.click()
    page.get_by_role("link", name="Sign in to book").click()
    sign_in_on_the_page(page, SENCO)
    page.get_by_role("group", name="Which slot?").get_by_role("radio").first.check()
    page.get_by_label("What is your question?").fill("A pupil born 12/03/2018 cannot write")
    page.get_by_role("button", name="Book this slot").click()
    expect(page.get_by_role("alert")).to_contain_text("looks like a date of birth")
    look(page)
    page.get_by_label("What is your question?").fill(QUESTION)
    page.get_by_role("button", name="Book this slot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your slot is booked")
    look(page)


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=width_of)
def test_a_senco_books_a_slot_in_a_clinic_and_gives_it_back(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = new_context(viewport=screen).new_page()
    book_in_a_clinic(page)
    page.get_by_role("link", name="See or change your slot").click()
    expect(page.get_by_role("main")).to_contain_text(QUESTION)
    page.get_by_role("button", name="Cancel this slot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This slot is cancelled")
    assert_no_axe_violations(page)


def test_it_works_without_scripts(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    book_in_a_clinic(page, look_at_nothing)
    assert SlotBooking.objects.live().filter(question=QUESTION).count() == 1


def test_an_officer_records_what_lift_agreed_and_the_school_reads_it(
    new_context: Callable[..., BrowserContext],
) -> None:
    part = senco()
    meeting = make_meeting(
        Kind.LIFT, district=part.school.district, trainers=list(Trainer.objects.all()[:1])
    )
    booking = make_slot_booking(meeting, booker=part.person, school=part.school)
    begin(meeting)
    office = new_context(viewport=WIDE)
    staff = office.new_page()
    staff.goto("/health/live")
    session = as_role("officer").cookies["sessionid"].value
    site = staff.url.removesuffix("health/live")
    office.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    staff.goto(f"/admin/clinics-and-lift/inspect/{meeting.pk}/")
    staff.get_by_role("link", name="Record the actions").first.click()
    assert axe_violations(staff, but=OF_WAGTAIL) == []
    row = staff.get_by_role("group", name="One more action").first
    row.get_by_label("About").select_option(
        label=f"Slot 1, {booking.slot.time_words}: {part.school.name}"
    )
    row.get_by_label("Action").fill("Try sentence frames each morning")
    row.get_by_label("Due").fill(str(clock.today()))
    staff.get_by_role("button", name="Save and tell the schools now").click()
    expect(staff.get_by_text("1 action was told to the schools")).to_be_visible()

    page = new_context(viewport=PHONE).new_page()
    page.goto("/bookings/slots/")
    sign_in_on_the_page(page, SENCO)
    page.get_by_role("link", name="Try sentence frames each morning").click()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="We have done this").click()
    expect(page.get_by_text("We have noted that this is done")).to_be_visible()
    assert LiftAction.objects.get(booking=booking).done_at is not None
