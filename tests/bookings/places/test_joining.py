"""Who sees the link to join a session, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.places.joining import joining_link, joining_words
from bookings.places.models import Booking
from bookings.places.services.cancellations import cancel_places
from bookings.places.session_reads import sessions_for_booking
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

LINK = "https://meet.example/1"
START = datetime(2027, 3, 9, 9, 30, tzinfo=LONDON)
END = START + timedelta(hours=2)
A_WEEK, A_SECOND = timedelta(weeks=1), timedelta(seconds=1)


def online(**given: Any) -> Session:
    session: Session = SessionFactory(**{"joining_link": LINK, "starts_at": START, **given})
    return session


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (START - timedelta(hours=24) - A_SECOND, False),
        (START - timedelta(hours=24), True),
        (START, True),
        (END - A_SECOND, True),
        (END, False),
    ],
)
def test_the_link_is_shown_from_a_day_before_until_the_end(at: datetime, shown: bool) -> None:
    assert bool(joining_link(session=online(), holds=True, now=at)) is shown


def test_who_holds_no_place_never_sees_it() -> None:
    session = online()
    assert joining_link(session=session, holds=False, now=START) == ""
    assert LINK not in joining_words(session=session, holds=False, now=START)


def test_between_two_meetings_it_is_hidden_again() -> None:
    session = online(meetings=[(START, END), (START + A_WEEK, END + A_WEEK)])
    for row in (session, sessions_for_booking().get(pk=session.pk)):
        assert not joining_link(session=row, holds=True, now=START + timedelta(days=3))
        assert joining_link(session=row, holds=True, now=START + A_WEEK) == LINK


def test_a_session_that_is_cancelled_has_no_link() -> None:
    session = online(state="cancelled")
    assert joining_words(session=session, holds=True, now=START) == ""


@pytest.mark.parametrize(
    ("given", "holds", "words"),
    [
        ({}, True, "shows it from 9:30am on Monday 8 March 2027"),
        ({}, False, "Whoever has a place gets the link"),
        ({"joining_link": ""}, True, "comes by e-mail before it begins"),
        ({"joining_link": "", "format": "in-person", "state": "draft"}, True, ""),
    ],
)
def test_before_that_it_is_said_when_the_link_comes(given: Any, holds: bool, words: str) -> None:
    said = joining_words(session=online(**given), holds=holds, now=START - A_WEEK)
    assert words in said
    assert bool(said) is bool(words)


def test_after_a_change_of_the_clocks_it_is_a_day_of_hours_before() -> None:
    sunday = datetime(2027, 3, 28, 10, 0, tzinfo=LONDON)
    said = joining_words(session=online(starts_at=sunday), holds=True, now=START)
    assert "from 9:00am on Saturday 27 March 2027" in said


def test_mails_weeks_before_hold_no_link_and_those_of_the_last_day_do() -> None:
    _user, senco, school = make_booker()
    colleague = make_colleague(school, email="bola@oakfield.example")
    make_booking(online(), senco, school, [colleague])
    assert not any(LINK in message.body + message.attachment for message in Message.objects.all())
    Message.objects.all().delete()
    with time_machine.travel(START - timedelta(hours=3), tick=False):
        make_booking(online(), senco, school, [colleague])
    told = {message.to: message.body + message.attachment for message in Message.objects.all()}
    assert LINK in told[colleague.email]
    assert LINK not in told[senco.email]


@pytest.fixture
def booked(client: Client) -> tuple[Client, Booking]:
    user, senco, school = make_booker()
    sign_in(client, user, mfa=False)
    return client, make_booking(online(), senco, school)


def pages(client: Client, booking: Booking) -> list[str]:
    detail = reverse("bookings:detail", args=[booking.reference])
    return [client.get(url).content.decode() for url in (detail, reverse("bookings:list"))]


def test_ones_pages_show_it_near_the_time_only(booked: tuple[Client, Booking]) -> None:
    client, booking = booked
    assert not any(LINK in page for page in pages(client, booking))
    with time_machine.travel(START - timedelta(hours=3), tick=False):
        sign_in(client, booking.booker.user, mfa=False)
        assert all(LINK in page for page in pages(client, booking))


def test_ones_pages_no_longer_show_it_when_the_place_is_given_back(
    booked: tuple[Client, Booking],
) -> None:
    client, booking = booked
    cancel_places(booking=booking, actor=None)
    with time_machine.travel(START - timedelta(hours=3), tick=False):
        sign_in(client, booking.booker.user, mfa=False)
        assert not any(LINK in page for page in pages(client, booking))


def test_who_only_booked_for_others_does_not_see_it(client: Client) -> None:
    user, senco, school = make_booker()
    booking = make_booking(online(), senco, school, [make_colleague(school)])
    with time_machine.travel(START - timedelta(hours=3), tick=False):
        sign_in(client, user, mfa=False)
        assert not any(LINK in page for page in pages(client, booking))
