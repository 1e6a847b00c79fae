"""A SENCO waits for a full date, is offered a place, and accepts it from the mail on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, ViewportSize, expect

from bookings.places.models import Booking, Place
from bookings.places.services.cancellations import cancel_places
from portal.base import clock
from portal.home.demo.waiting import NOT_BEFORE
from portal.outbox.services import drain
from tests.journeys.axe import assert_no_axe_violations
from tests.journeys.people import SENCO, sign_in_on_the_page
from tests.journeys.screens import BOTH, width_of
from training.models import Session

pytestmark = pytest.mark.usefixtures("demonstration", "clear_cache")


def a_full_session() -> Session:
    """Open to every Kent school, with nobody of the SENCO's in its line, and time for an offer."""
    rows = Session.objects.visible().filter(
        districts=None,
        audiences=None,
        course__level__isnull=False,
        course__price_pence=0,
        seats__waiting=0,
        starts_at__gt=clock.now() + NOT_BEFORE,
    )
    for session in rows.exclude(places__booking__booker__user__email=SENCO).select_related(
        "seats", "course"
    ):
        if session.booking() == "full":
            return session
    raise AssertionError("The demonstration has no such session.")


def link_in_the_offer() -> str:
    """Where the newest mail to the SENCO says the offer is answered."""
    drain()
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [SENCO])
    found = re.search(r"https?://[^/\s]+(/bookings/offer/\S+)", str(letter.body))
    assert found is not None, letter.body
    return found[1]


@pytest.mark.parametrize("screen", BOTH, ids=width_of)
def test_a_senco_waits_for_a_full_date_and_accepts_the_place_offered(
    new_context: Callable[..., BrowserContext], screen: ViewportSize
) -> None:
    page, session = new_context(viewport=screen).new_page(), a_full_session()
    page.goto(session.course.url or "")
    page.locator(f"#date-{session.uid}").get_by_role("link", name="Join the waiting list").click()
    sign_in_on_the_page(page, SENCO)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who wants to go?")
    assert_no_axe_violations(page)
    page.get_by_label(re.compile("^Me, ")).check()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check, then join the waiting list")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    assert_no_axe_violations(page)

    page.goto("/bookings/")
    expect(page.get_by_role("heading", name="Waiting lists")).to_be_visible()
    assert_no_axe_violations(page)

    place = Place.objects.live().filter(session=session).order_by("pk")[0]
    cancel_places(booking=place.booking, places=[place], actor=None)
    on_the_phone = new_context(viewport=screen).new_page()
    on_the_phone.goto(link_in_the_offer())
    expect(on_the_phone.get_by_role("heading", level=1)).to_have_text("A place is offered to you")
    assert_no_axe_violations(on_the_phone)
    on_the_phone.get_by_role("button", name="Accept").click()
    expect(on_the_phone.get_by_role("heading", level=1)).to_have_text("Booked")
    assert_no_axe_violations(on_the_phone)
    booking = Booking.objects.get(session=session, booker__user__email=SENCO)
    assert booking.state == Booking.State.CONFIRMED
