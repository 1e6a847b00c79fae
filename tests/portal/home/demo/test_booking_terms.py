"""Kent's known rules, as the demonstration holds them, are what pages say and what is proposed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from bookings.places.models import Booking, ProposedCharge
from bookings.places.services.cancellations import cancel_places
from bookings.places.terms.forms import DecideForm
from bookings.places.terms.services import propose_no_show
from portal.base.clock import LONDON
from portal.home.demo.booking_terms import load_booking_terms
from tests.bookings.places.steps import press_book, step, words
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 10, tzinfo=LONDON)
STARTS = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)
PAID = {"funding": "chargeable", "price_pence": 9500}
LAST_FREE_FACE_TO_FACE = datetime(2027, 3, 15, 23, 59, tzinfo=LONDON)
LAST_FREE_ONLINE = datetime(2027, 3, 22, 23, 59, tzinfo=LONDON)
FIFTEEN_DAYS = "free of charge until the end of Monday 15 March 2027. After that £95 for each place"
EIGHT_DAYS = "free of charge until the end of Monday 22 March 2027. After that £95 for each place"
FUNDED = "free of charge until the end of Monday 22 March 2027. After that £30 for each place"
NOT_COMING = "If somebody does not come and we hear nothing, £30 may be charged."
UNTIL_48_HOURS = "A colleague can go instead, free of charge, until 9:30am on Sunday 28 March 2027."
WAIVED = "Nothing is charged for: An Ofsted visit;"
KINDS = [
    (PAID, "in-person", FIFTEEN_DAYS, LAST_FREE_FACE_TO_FACE, 9500),
    (PAID, "online", EIGHT_DAYS, LAST_FREE_ONLINE, 9500),
    ({}, "in-person", FUNDED, LAST_FREE_ONLINE, 3000),
    ({}, "online", FUNDED, LAST_FREE_ONLINE, 3000),
]


@pytest.fixture
def booked(client: Client) -> Any:
    """Books a place on a course of this kind; gives the booking and what the check page said."""

    def book(course: dict[str, Any], held: str) -> tuple[Booking, str]:
        load_booking_terms()
        user, _senco, _school = make_booker()
        sign_in(client, user, mfa=False)
        where = {"venue": VenueFactory()} if held == "in-person" else {}
        given = {"course": CoursePageFactory(**course), "starts_at": STARTS}
        session = SessionFactory(format=held, **where, **given)
        client.post(step(session), {"people": ["me"]})
        answer = client.get(step(session, "check"))
        terms = answer.context["journey"].terms
        press_book(client, session, {"terms": str(terms.pk)})
        return Booking.objects.get(session=session), words(answer)

    with travel(NOW, tick=False):
        yield book


@pytest.mark.parametrize(("course", "held", "free", "last_free", "pence"), KINDS)
def test_what_is_charged_is_what_the_pages_said(
    client: Client,
    booked: Any,
    course: dict[str, Any],
    held: str,
    free: str,
    last_free: datetime,
    pence: int,
) -> None:
    booking, check = booked(course, held)
    detail = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    for page in (check, detail):
        assert free in page
        assert UNTIL_48_HOURS in page
        assert WAIVED in page
        assert (NOT_COMING in page) is (not course)
    place = booking.places.get()
    with travel(last_free, tick=False):
        at_place = words(Client().get(reverse("bookings:place", args=[place.key])))
        assert "may be charged" not in at_place
    with travel(datetime.fromtimestamp(last_free.timestamp() + 60, tz=LONDON), tick=False):
        at_place = words(Client().get(reverse("bookings:place", args=[place.key])))
        assert f"Cancelling now is late: £{pence // 100} may be charged." in at_place
        cancel_places(booking=booking, actor=None)
    charge = ProposedCharge.objects.get(place__booking=booking)
    assert (charge.pence, charge.kind) == (pence, "late")
    waivers = [key for key, _words in DecideForm(charge=charge).fields["waiver"].choices]  # type: ignore[attr-defined]
    assert "An Ofsted visit" in waivers


@pytest.mark.parametrize(("course", "pence"), [({}, 3000), (PAID, None)])
def test_not_coming_costs_what_the_pages_said(
    booked: Any, course: dict[str, Any], pence: int | None
) -> None:
    booking, _check = booked(course, "online")
    assert propose_no_show(place=booking.places.get()) is (pence is not None)
    charges = ProposedCharge.objects.filter(place__booking=booking)
    assert list(charges.values_list("pence", flat=True)) == ([pence] if pence else [])
