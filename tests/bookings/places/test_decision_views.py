"""Deciding in the admin whether a session goes ahead."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.places.services.cancellations import cancel_places
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.test_viewsets import signed_in
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def undecided(**given: Any) -> Session:
    session: Session = SessionFactory(**{"minimum": 8, "decide_by": clock.today(), **given})
    return session


def decide(session: Session) -> str:
    return reverse("sessions:decide", args=[session.pk])


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, "Content editors")


def test_the_page_shows_the_numbers_and_both_answers(editor: Client) -> None:
    session = undecided()
    make_booking(session)
    page = editor.get(decide(session)).content.decode()
    assert "1 person is booked; it needs at least 8." in page
    assert "It goes ahead" in page
    cancel = reverse("sessions:cancel", args=[session.pk])
    assert f"{cancel}?reason=Too" in page
    assert (
        "Too few people could come"
        in editor.get(cancel, {"reason": "Too few people could come"}).content.decode()
    )
    assert Session.objects.get().state == "open"


def test_who_is_offered_a_place_and_who_waits_is_said_once_beside_who_is_going(editor: Client) -> None:
    session = undecided(capacity=1)
    booking = make_booking(session)
    for _ in range(3):
        make_booking(session, or_wait=True)
    cancel_places(booking=booking, actor=None)
    page = editor.get(decide(session)).content.decode()
    numbers = "0 people are booked; it needs at least 8."
    besides = "1 person has been offered a place and 2 people wait for a place."
    assert f"<strong>{numbers}</strong> {besides}" in page
    assert page.count(" booked") == 1


def test_it_goes_ahead_at_one_press_and_a_second_changes_nothing(editor: Client) -> None:
    session = undecided()
    make_booking(session)
    Message.objects.all().delete()
    page = editor.post(decide(session), follow=True).content.decode()
    assert "Everybody with a place is told: 1 in all" in page
    editor.post(decide(session))
    assert Session.objects.get().state == "confirmed"
    assert Message.objects.count() == 1


@pytest.mark.parametrize("state", ["confirmed", "cancelled", "draft"])
def test_what_is_decided_is_not_asked_again(editor: Client, state: str) -> None:
    session = undecided(state=state)
    page = editor.get(decide(session)).content.decode()
    assert "See the session" in page
    assert "It goes ahead" not in page


def test_only_those_who_may_change_sessions_decide(client: Client) -> None:
    session = undecided()
    trainer = signed_in(client, "Trainers")
    assert trainer.post(decide(session)).status_code == 302
    assert Session.objects.get().state == "open"


def test_the_first_screen_and_a_filter_say_what_waits(editor: Client) -> None:
    undecided(course=CoursePageFactory(title="Undecided course"))
    SessionFactory(course=CoursePageFactory(title="Another course"))
    assert "1 session to decide about" in editor.get(reverse("wagtailadmin_home")).content.decode()
    rows = editor.get(reverse("sessions:index"), {"to_decide": "true"}).content.decode()
    assert "Undecided course" in rows
    assert "Another course" not in rows
