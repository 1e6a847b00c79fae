"""A SENCO books where a head has to agree first; the head answers from a mail without signing in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bookings.places.models import Approval, Booking
from portal.outbox.services import drain
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import BOTH, PHONE, width_of
from tests.journeys.test_senco_books import a_session_for_three

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")

HEAD = "head@demo.example"


def asked(booking: Booking) -> str:
    """The address in the mail that asks the head about its places."""
    drain()
    [body] = [str(one.body) for one in mail.outbox if one.to == [HEAD] and booking.reference in one.body]
    found = re.search(r"(/bookings/approval/\S+)", body)
    assert found is not None
    return found[1]


def book_and_be_held(page: Page) -> Booking:
    """The SENCO's own place on a course that heads have to agree to."""
    session = a_session_for_three()
    session.course.needs_approval = True
    session.course.save()
    page.goto(f"/bookings/new/{session.uid}/")
    sign_in_on_the_page(page, SENCO)
    page.get_by_label(re.compile("^Me, ")).check()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("main")).to_contain_text("Helen Marsh")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Hold 1 place and ask").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Held for you until")
    assert_no_axe_violations(page)
    return Booking.objects.get(session=session, booker__user__email=SENCO)


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_head_approves_by_the_link_of_their_mail_and_the_place_counts(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page = new_context(viewport=screen).new_page()
    booking = book_and_be_held(page)
    address = asked(booking)
    head = new_context(viewport=screen, java_script_enabled=False).new_page()
    head.goto(address)
    expect(head.get_by_role("heading", level=1)).to_have_text("Do you approve these places?")
    assert booking.places.live().count() == 0
    looked = new_context(viewport=screen).new_page()
    looked.goto(address)
    assert_no_axe_violations(looked)
    mail.outbox.clear()
    head.get_by_role("button", name="Approve").click()
    expect(head.get_by_role("main")).to_contain_text("We have written to everybody who goes")
    assert booking.places.live().count() == 1
    drain()
    assert SENCO in [one.to[0] for one in mail.outbox]
    page.goto(f"/bookings/{booking.reference}/")
    expect(page.get_by_role("heading", name="Awaiting approval")).to_have_count(0)
    assert_no_axe_violations(page)


def test_a_head_refuses_with_a_reason_that_the_booker_reads(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport=PHONE).new_page()
    booking = book_and_be_held(page)
    head = new_context(viewport=PHONE).new_page()
    head.goto("/accounts/login/?next=/bookings/")
    sign_in_on_the_page(head, HEAD)
    assert_no_axe_violations(head)
    head.locator(f"main a[href='{asked(booking)}']").first.click()
    why = head.get_by_label("If you refuse: why")
    why.fill("Two of you are away that day.")
    why.press("Enter")
    expect(head.get_by_role("button", name="Refuse")).to_have_count(0)
    assert_no_axe_violations(head)
    assert Approval.objects.get(booking=booking).answer == "refused"
    page.goto(f"/bookings/{booking.reference}/")
    expect(page.get_by_role("main")).to_contain_text("Two of you are away that day.")
    assert_no_axe_violations(page)
