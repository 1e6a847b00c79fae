"""A SENCO finds a course and books places on it for three, in four steps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.places.models import Booking, Place
from portal.accounts.models import School
from portal.outbox.services import drain
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of
from training.models import Session

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")


def a_session_for_three() -> Session:
    """Open to every Kent school, with room, and nobody of the SENCO's school in it."""
    school = School.objects.get(memberships__person__user__email=SENCO)
    for session in (
        Session.objects.bookable()
        .filter(districts=None, audiences=None, course__level__isnull=False, course__price_pence=0)
        .exclude(places__booking__school=school)
        .select_related("seats", "course")
    ):
        if session.seats.left >= 3:
            return session
    raise AssertionError("The demonstration has no such session.")


def unfold_filters(page: Page) -> None:
    """On a phone the filters start folded."""
    folded = page.locator("details[data-fold-on-phones]:not([open]) > summary")
    if folded.count():
        folded.click()


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_senco_books_for_three_and_gives_one_place_back(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page, session = new_context(viewport=screen).new_page(), a_session_for_three()
    page.goto("/training/")
    unfold_filters(page)
    page.get_by_label("What it is about").fill(session.course.title)
    page.get_by_role("button", name="Show results").click()
    page.get_by_role("link", name=session.course.title, exact=True).click()
    page.locator(f"a[href*='{session.uid}']:visible").first.click()
    sign_in_on_the_page(page, SENCO)

    expect(page.get_by_role("heading", level=1)).to_have_text("Who is going?")
    assert_no_axe_violations(page)
    page.get_by_label(re.compile("^Me, ")).check()
    page.locator("input[name=people]").nth(1).check()
    page.get_by_role("button", name="Add a colleague who is not listed").click()
    page.get_by_label("Full name").fill("Siân O'Brien-Nguyễn")
    page.get_by_label("Work e-mail").fill("sian@example.org")
    page.get_by_label("What they do").select_option("teaching-assistant")
    page.get_by_role("button", name="Continue").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your booking")
    assert_no_axe_violations(page)
    expect(page.get_by_text("Siân O'Brien-Nguyễn")).to_be_visible()
    for change in page.get_by_role("link", name=re.compile("^Change")).all():
        assert change.get_attribute("href"), "each Change link leads somewhere"
    page.get_by_role("button", name="Book 3 places").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Your places are booked")
    assert_no_axe_violations(page)
    booking = Booking.objects.get(session=session, booker__user__email=SENCO)
    assert booking.places.live().count() == 3
    expect(page.get_by_text(booking.reference)).to_be_visible()

    drain()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert SENCO in letters
    assert "sian@example.org" in letters
    assert any(name.endswith(".ics") for name, *_rest in letters[SENCO].attachments)

    page.goto("/bookings/")
    assert_no_axe_violations(page)
    page.goto(f"/bookings/{booking.reference}/")
    assert_no_axe_violations(page)
    page.get_by_role("link", name=re.compile("Cancel.*Siân")).click()
    expect(page.get_by_role("button", name="Yes, cancel this place")).to_be_visible()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Yes, cancel this place").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert booking.places.live().count() == 2
    session.seats.refresh_from_db()
    assert session.seats.taken == Place.objects.live().filter(session=session).count()


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_full_session_offers_other_dates_of_the_course(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = new_context(viewport=screen).new_page()
    full = Session.objects.upcoming().filter(seats__taken__gte=24, seats__capacity=24)
    session = next(
        row
        for row in full.select_related("course").filter(course__level__isnull=False)
        if Session.objects.bookable().filter(course=row.course, districts=None).exists()
    )
    page.goto(f"/bookings/new/{session.uid}/")
    sign_in_on_the_page(page, SENCO)
    expect(page.get_by_role("main")).to_contain_text("full", ignore_case=True)
    other = Session.objects.bookable().filter(course=session.course, districts=None).first()
    assert other is not None
    expect(page.locator(f"main a[href*='{other.uid}']").first).to_be_visible()
    assert_no_axe_violations(page)
