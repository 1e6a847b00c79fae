"""Changing a session in the admin when people are booked on it: who is concerned is shown first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.test_viewsets import MORNING, add, edit_form, session_form, signed_in
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory, TrainerFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, "Content editors")


@pytest.fixture
def booked() -> Session:
    """A session that one person is booked on; the mails about that are forgotten."""
    session: Session = SessionFactory()
    make_booking(session)
    Message.objects.all().delete()
    return session


def moved(session: Session, **changes: Any) -> dict[str, Any]:
    return edit_form(session, **changes) | {
        "meetings-0-starts_at": MORNING["starts_at"],
        "meetings-0-ends_at": MORNING["ends_at"],
    }


def test_before_people_are_told_it_is_shown_who_and_what_and_nothing_is_saved(
    editor: Client, booked: Session
) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    page = editor.post(address, moved(booked, notes="Bring <a book>")).content.decode()
    assert "1 person is booked" in page
    assert "Now: Tuesday 9 March 2027, 9:30am to 12:30pm" in page
    assert "Bring &lt;a book&gt;" in page
    assert Session.objects.get().starts_at == booked.starts_at
    assert not Message.objects.exists()


def test_the_answer_saves_it_and_tells_them_once_however_often_it_is_pressed(
    editor: Client, booked: Session
) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    asked = editor.post(address, moved(booked))
    data = moved(booked) | {"confirmed": asked.context["plan"].mark}
    done = editor.post(address, data, follow=True)
    assert "told everybody with a place, or waiting for one: 1 in all" in done.content.decode()
    editor.post(address, data)
    assert Message.objects.count() == 1
    assert str(Session.objects.get().meetings.get()) == "Tuesday 9 March 2027, 9:30am to 12:30pm"


def test_the_answer_to_another_change_is_asked_again(editor: Client, booked: Session) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    asked = editor.post(address, moved(booked))
    other = moved(booked) | {
        "meetings-0-ends_at": "2027-03-09 13:00",
        "confirmed": asked.context["plan"].mark,
    }
    assert editor.post(address, other).status_code == 200
    assert not Message.objects.exists()


def test_going_back_keeps_what_was_typed(editor: Client, booked: Session) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    page = editor.post(address, moved(booked, notes="Bring a book") | {"back": "1"})
    words = page.content.decode()
    assert "Bring a book" in words
    assert "2027-03-09 09:30" in words
    assert Session.objects.get().notes == ""


def test_an_editor_reads_that_offers_end_sooner_when_booking_closes_earlier(editor: Client) -> None:
    session = SessionFactory(capacity=1)
    first = make_booking(session)
    make_booking(session, or_wait=True)
    cancel_places(booking=first, actor=None)
    closes = clock.in_london(clock.now() + timedelta(hours=5))
    data = edit_form(session, booking_closes_at=f"{closes:%Y-%m-%d %H:%M}")
    done = editor.post(reverse("sessions:edit", args=[session.pk]), data, follow=True)
    assert "we have told those who answer for them (1)" in done.content.decode()


def test_an_editor_reads_that_there_is_less_time_to_approve_when_booking_closes_earlier(
    editor: Client,
) -> None:
    session = SessionFactory(course=CoursePageFactory(needs_approval=True))
    make_booking(session)
    closes = clock.in_london(clock.now() + timedelta(hours=5))
    data = edit_form(session, booking_closes_at=f"{closes:%Y-%m-%d %H:%M}")
    done = editor.post(reverse("sessions:edit", args=[session.pk]), data, follow=True)
    assert "There is less time to approve; we have told who has to agree (1)" in done.content.decode()


def test_what_cannot_be_saved_is_told_before_anything_is_asked(editor: Client, booked: Session) -> None:
    data = moved(booked) | {"meetings-0-ends_at": "2027-03-09 09:00"}
    page = editor.post(reverse("sessions:edit", args=[booked.pk]), data)
    assert "has to end after it starts" in page.content.decode()
    assert "plan" not in page.context


def test_a_change_that_concerns_nobody_is_saved_at_once(editor: Client, booked: Session) -> None:
    editor.post(reverse("sessions:edit", args=[booked.pk]), edit_form(booked, notes="Bring a book"))
    assert Session.objects.get().notes == "Bring a book"
    empty = SessionFactory()
    editor.post(reverse("sessions:edit", args=[empty.pk]), moved(empty))
    assert Session.objects.get(pk=empty.pk).moved_at is None
    assert not Message.objects.exists()


def test_a_clash_stands_by_its_field_with_everything_typed_kept(editor: Client) -> None:
    trainer = TrainerFactory(name="Amina Example")
    SessionFactory(
        starts_at=datetime(2027, 3, 9, 9, 0, tzinfo=clock.LONDON),
        trainers=[trainer],
        course=CoursePageFactory(title="Morning course"),
    )
    response = add(editor, MORNING, trainers=[trainer.pk], notes="Bring a book")
    assert "gives “Morning course”" in response.context["form"].errors["trainers"][0]
    assert "Bring a book" in response.content.decode()
    assert Session.objects.count() == 1
    session = SessionFactory()
    page = editor.post(
        reverse("sessions:edit", args=[session.pk]), moved(session, trainers=[trainer.pk])
    )
    assert "gives “Morning course”" in page.context["form"].errors["trainers"][0]


def test_what_only_warns_is_saved_and_said(editor: Client) -> None:
    trainer = TrainerFactory(name="Amina Example")
    SessionFactory(
        starts_at=datetime(2027, 3, 9, 9, 0, tzinfo=clock.LONDON), trainers=[trainer], state="draft"
    )
    course = CoursePageFactory().pk
    data = session_form(MORNING, trainers=[trainer.pk], course=course)
    page = editor.post(reverse("sessions:add"), data, follow=True)
    assert "Amina Example gives" in page.content.decode()
    assert Session.objects.count() == 2


def test_the_page_says_who_of_them_goes_elsewhere_at_the_new_time(
    editor: Client, booked: Session
) -> None:
    person = booked.places.get().person
    other = SessionFactory(starts_at=datetime(2027, 3, 9, 10, 0, tzinfo=clock.LONDON))
    make_booking(other, person, person.memberships.get().school)
    page = editor.post(reverse("sessions:edit", args=[booked.pk]), moved(booked))
    assert "1 of them has a place on another date at the new time" in page.content.decode()


@pytest.mark.parametrize("changed", ["notes alone", "moved"])
def test_a_form_opened_before_it_was_cancelled_saves_nothing_and_keeps_what_was_typed(
    editor: Client, booked: Session, changed: str
) -> None:
    address = reverse("sessions:edit", args=[booked.pk])
    opened = editor.get(address).context["form"]["opened"].value()
    make = moved if changed == "moved" else edit_form
    data = make(booked, notes="Bring a book") | {"opened": opened}
    call_off_session(session_id=booked.pk, reason="The trainer is ill", actor=None)
    Message.objects.all().delete()
    page = editor.post(address, data)
    words = page.content.decode()
    assert "changed since you opened this form" in words
    assert "“Cancelled”" in words
    assert "Bring a book" in words
    assert "plan" not in page.context
    assert Session.objects.get().state == "cancelled"
    assert not Message.objects.exists()


def test_the_form_holds_once_how_the_session_stood(editor: Client, booked: Session) -> None:
    page = editor.get(reverse("sessions:edit", args=[booked.pk])).content.decode()
    assert page.count('name="opened"') == 1
    assert f'value="open.{booked.calendar_sequence}"' in page


@pytest.mark.parametrize("page", ["index", "edit", "inspect"])
def test_what_can_be_done_with_a_session_stands_in_its_menu_on_every_page(
    editor: Client, page: str
) -> None:
    session = SessionFactory(minimum=8, decide_by=clock.today())
    shown = editor.get(reverse(f"sessions:{page}", args=[] if page == "index" else [session.pk]))
    menu = {
        link["href"]: link.get_text(" ", strip=True)
        for link in BeautifulSoup(shown.content, "html.parser").find_all("a", href=True)
    }
    for name, words in (
        ("copy", "Copy to another day"),
        ("series", "Copy to term dates"),
        ("decide", "Does it go ahead?"),
        ("cancel", "Cancel this session"),
    ):
        assert menu.get(reverse(f"sessions:{name}", args=[session.pk])) == words


def test_who_only_reads_sessions_is_offered_no_change_of_one(client: Client) -> None:
    session = SessionFactory(minimum=8, decide_by=clock.today())
    shown = signed_in(client, "Auditors").get(reverse("sessions:inspect", args=[session.pk]))
    for name in ("copy", "series", "decide", "cancel"):
        assert reverse(f"sessions:{name}", args=[session.pk]) not in shown.content.decode()


def test_a_cancelled_session_is_not_opened_again_by_its_form(editor: Client, booked: Session) -> None:
    call_off_session(session_id=booked.pk, reason="The trainer is ill", actor=None)
    address = reverse("sessions:edit", args=[booked.pk])
    page = editor.post(address, edit_form(booked, state="open"))
    assert "stays cancelled" in page.context["form"].errors["state"][0]
    assert Session.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("starts_at", "9999-12-31 09:30", "no more than five years ahead"),
        ("ends_at", "9999-12-31 23:59", "no more than five years ahead"),
        ("starts_at", "0001-01-01 00:30", "Check the year"),
    ],
)
def test_a_meeting_in_a_year_that_cannot_be_meant_is_told_by_its_field(
    editor: Client, field: str, typed: str, words: str
) -> None:
    trainer, course = TrainerFactory(), CoursePageFactory().pk
    data = session_form({**MORNING, field: typed}, trainers=[trainer.pk], course=course)
    page = editor.post(reverse("sessions:add"), data)
    meeting = page.context["form"].formsets["meetings"].forms[0]
    assert words in meeting.errors[field][0]
    assert words in page.content.decode()
    assert not Session.objects.exists()
