"""Whoever accepts an offer reads what it costs and by which terms, and can give a purchase order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from bookings.places.models import Booking
from bookings.places.services.cancellations import cancel_places
from bookings.places.terms.models import Offering
from portal.notify.models import Message
from tests.bookings.places.steps import words
from tests.bookings.places.waiting_steps import MORNING, START, wait_for
from tests.factories.accounts import sign_in
from tests.factories.places import make_booking
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import CoursePage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAID = {"funding": "chargeable", "price_pence": 9500}
CHARGE = "After that £95 for each place may be charged."


@pytest.fixture
def traveller() -> Any:
    with travel(MORNING, tick=False) as traveller:
        make_terms(Offering.ONLINE, late_percent=100, late_pence=0)
        yield traveller


def offered(number: int = 1, *, people: int = 0, **course: Any) -> Booking:
    """Somebody whose school waits for a paid course, with so many places offered to them."""
    session = SessionFactory(
        course=CoursePageFactory(**{**PAID, **course}), capacity=number, starts_at=START
    )
    holders = [make_booking(session) for _ in range(number)]
    booking = wait_for(session, people or number)
    Message.objects.all().delete()
    for holder in holders:
        cancel_places(booking=holder, actor=None)
    return booking


def address(booking: Booking) -> str:
    return reverse("bookings:offer", args=[booking.waiting_group.key])


def answer(booking: Booking, action: str = "accept", **sent: str) -> Any:
    places = [str(place.pk) for place in booking.places.filter(state__in=["offered", "waiting"])]
    given = {"action": action, "place": places, "price": "9500", **sent}
    return Client().post(address(booking), given, follow=True)


def detail(client: Client, booking: Booking) -> str:
    sign_in(client, booking.booker.user, mfa=False)  # type: ignore[arg-type]
    return words(client.get(reverse("bookings:detail", args=[booking.reference])))


@pytest.mark.usefixtures("traveller")
def test_the_offer_says_its_price_and_terms_on_its_page_and_in_its_mail() -> None:
    booking = offered(2)
    page = words(Client().get(address(booking)))
    mail = Message.objects.filter(template_key="waiting-offer").latest("pk").body
    assert "£190 plus VAT (2 places at £95 each)" in page
    assert "We invoice your school after the session." in page
    assert "Cost: £95 plus VAT (1 place at £95)" in mail
    for said in (page, mail):
        assert "If plans change" in said
        assert CHARGE in said


@pytest.mark.usefixtures("traveller")
def test_a_purchase_order_is_taken_with_the_answer_and_confirmed_with_the_price() -> None:
    booking = offered()
    page = words(answer(booking, purchase_order="PO-77"))
    assert "Booked" in page
    booking.refresh_from_db()
    assert (booking.price_pence, booking.purchase_order) == (9500, "PO-77")
    mail = Message.objects.get(template_key="booking-confirmed-booker").body
    assert "Cost: £95 plus VAT, purchase order PO-77" in mail


@pytest.mark.usefixtures("traveller")
def test_the_purchase_order_of_joining_stands_in_the_form_and_declining_asks_for_none() -> None:
    booking = offered()
    Booking.objects.filter(pk=booking.pk).update(purchase_order="PO-1")
    assert 'value="PO-1"' in Client().get(address(booking)).content.decode()
    answer(booking, "decline", purchase_order="two\nlines")
    assert booking.places.get().state == "declined"


@pytest.mark.usefixtures("traveller")
def test_a_purchase_order_that_cannot_be_one_is_told_and_nothing_is_booked() -> None:
    booking = offered()
    page = answer(booking, purchase_order="x" * 41)
    assert page.status_code == 400
    assert "There is a problem" in words(page)
    assert booking.places.get().state == "offered"


@pytest.mark.usefixtures("traveller")
@pytest.mark.parametrize("shown", ["9500", "", "x"])
def test_a_price_that_was_not_shown_is_shown_before_anything_is_booked(shown: str) -> None:
    booking = offered()
    CoursePage.objects.update(price_pence=12000)
    page = answer(booking, price=shown)
    assert page.status_code == 409
    assert "The price has just changed. Nothing has been booked" in words(page)
    assert "£120 plus VAT" in words(page)
    assert booking.places.get().state == "offered"
    answer(booking, price="12000")
    booking.refresh_from_db()
    assert booking.price_pence == 12000


def test_in_the_open_call_each_place_has_its_price(traveller: Any) -> None:
    session = SessionFactory(course=CoursePageFactory(**PAID), capacity=1, starts_at=START)
    holder = make_booking(session)
    booking = wait_for(session, 2)
    traveller.move_to(START - timedelta(hours=30))
    cancel_places(booking=holder, actor=None)
    page = words(Client().get(address(booking)))
    mail = Message.objects.get(template_key="waiting-open-call").body
    for said in (page, mail):
        assert "£95 plus VAT for each place" in said
        assert "It is too late to cancel this date free of charge: £95 for each place" in said
    first = booking.places.earliest("pk")
    Client().post(
        address(booking),
        {"action": "take", "place": str(first.pk), "price": "9500", "purchase_order": "PO-9"},
    )
    booking.refresh_from_db()
    assert (booking.price_pence, booking.purchase_order) == (9500, "PO-9")


@pytest.mark.usefixtures("traveller")
def test_a_schools_price_that_is_agreed_already_is_not_asked_for_again() -> None:
    booking = offered(2, people=3, price_unit="school", price_pence=40000)
    assert "£400 plus VAT, for your school, however many places" in words(Client().get(address(booking)))
    first = booking.places.filter(state="offered").earliest("pk")
    Client().post(address(booking), {"action": "accept", "place": str(first.pk), "price": "40000"})
    page = words(Client().get(address(booking)))
    assert "Nothing more: the price for your school is agreed already" in page


@pytest.mark.usefixtures("traveller")
def test_a_free_offer_asks_for_no_purchase_order_and_needs_no_price() -> None:
    booking = offered(funding="core-offer", price_pence=0)
    page = words(Client().get(address(booking)))
    assert "Free to Kent schools and settings" in page
    assert "Purchase order" not in page
    answer(booking, price="")
    assert booking.places.get().state == "confirmed"


@pytest.mark.usefixtures("traveller")
def test_the_booking_says_what_it_will_cost_once_accepted_and_never_that_it_is_free(
    client: Client,
) -> None:
    booking = offered(1, people=2)
    assert "Cost £190 plus VAT (2 places at £95 each), once the places are accepted" in detail(
        client, booking
    )
    first = booking.places.get(state="offered")
    Client().post(address(booking), {"action": "accept", "place": str(first.pk), "price": "9500"})
    said = detail(client, booking)
    assert "£95 plus VAT; and £95 plus VAT (1 place at £95), once the place is accepted" in said
    assert "Free" not in said
    cancel_places(booking=booking, actor=None)
    assert "Nothing, as it is cancelled" in detail(client, booking)
