"""Cancelling a session in the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.models import Booking
from portal.notify.models import Message
from tests.bookings.places.test_viewsets import edit_form, signed_in
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, "Content editors")


@pytest.fixture
def booked() -> Session:
    session: Session = SessionFactory()
    make_booking(session)
    Message.objects.all().delete()
    return session


def cancel(session: Session) -> str:
    return reverse("sessions:cancel", args=[session.pk])


def test_it_shows_whom_it_concerns_and_changes_nothing(editor: Client, booked: Session) -> None:
    page = editor.get(cancel(booked)).content.decode()
    assert "1 person is booked" in page
    assert "Nobody moves up from the waiting list" in page
    assert "to refund" not in page
    assert Session.objects.get().state == "open"


def test_with_a_reason_it_is_cancelled_and_everybody_told_once(editor: Client, booked: Session) -> None:
    for _press in range(2):
        page = editor.post(cancel(booked), {"reason": "The trainer is ill"}, follow=True)
    assert "Cancelled: The trainer is ill" in page.content.decode()
    assert Session.objects.get().state == "cancelled"
    assert Message.objects.count() == 1


def test_without_a_reason_nothing_happens(editor: Client, booked: Session) -> None:
    page = editor.post(cancel(booked), {"reason": " "})
    assert page.status_code == 200
    assert Session.objects.get().state == "open"


def test_choosing_the_state_leads_here_and_saves_nothing(editor: Client, booked: Session) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    response = editor.post(address, edit_form(booked, state="cancelled", notes="Changed"))
    assert response.headers["Location"] == cancel(booked)
    session = Session.objects.get()
    assert (session.state, session.notes) == ("open", "")
    assert not Message.objects.exists()


def test_a_cancelled_session_can_still_be_edited(editor: Client, booked: Session) -> None:
    editor.post(cancel(booked), {"reason": "The trainer is ill"})
    address = reverse("sessions:edit", args=[booked.pk])
    editor.post(address, edit_form(booked, state="cancelled", notes="Changed"))
    assert Session.objects.get().notes == "Changed"


@pytest.mark.parametrize("state", ["cancelled", "completed"])
def test_there_is_nothing_to_cancel_twice_or_afterwards(editor: Client, state: str) -> None:
    session = SessionFactory(state=state)
    page = editor.get(cancel(session)).content.decode()
    assert "See the session" in page
    assert "Why it does not take place" not in page
    words = editor.get(reverse("sessions:edit", args=[session.pk])).content.decode()
    assert "Cancel this session" not in words


def test_the_way_there_is_on_the_form_for_those_who_may(client: Client, booked: Session) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    assert cancel(booked) in signed_in(client, "Content editors").get(address).content.decode()
    trainer = signed_in(client, "Trainers")
    assert trainer.get(cancel(booked)).status_code == 302
    assert cancel(booked) not in trainer.get(reverse("sessions:index")).content.decode()
    assert Session.objects.get().state == "open"


def test_finance_finds_what_is_owed_back(client: Client) -> None:
    course = CoursePageFactory(funding="chargeable", price_pence=9500, price_unit="delegate")
    session = SessionFactory(course=course)
    owed, other = make_booking(session), make_booking()
    sign_in(client, UserFactory(is_superuser=True))
    assert "1 booking has a price" in client.get(cancel(session)).content.decode()
    client.post(cancel(session), {"reason": "The trainer is ill"})
    rows = client.get(reverse("admin_bookings:index"), {"to_refund": "true"}).content.decode()
    assert owed.reference in rows
    assert other.reference not in rows
    sheet = client.get(reverse("admin_bookings:inspect", args=[owed.pk])).content.decode()
    assert "£95" in sheet
    assert "The portal does not move the money" in sheet
    assert "Session cancelled by us" in sheet
    sign_in(client, owed.booker.user, mfa=False)
    page = client.get(reverse("bookings:detail", args=[owed.reference])).content.decode()
    assert "Nothing, as we cancelled it" in page


def test_the_bookers_page_says_that_we_cancelled_and_why(client: Client, booked: Session) -> None:
    booking = Booking.objects.get()
    sign_in(client, UserFactory(is_superuser=True))
    client.post(cancel(booked), {"reason": "The trainer is ill."})
    sign_in(client, booking.booker.user, mfa=False)
    page = client.get(reverse("bookings:detail", args=[booking.reference])).content.decode()
    assert "we had to cancel this date: The trainer is ill." in page
    assert "See other dates" in page
