"""Copying a session to term dates: the days are shown first, then made as drafts."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.base import clock
from portal.vocabulary.models import SchoolTerm
from tests.bookings.places.test_viewsets import signed_in
from tests.factories.training import SessionFactory, TrainerFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

START = datetime(2027, 3, 9, 9, 30, tzinfo=clock.LONDON)
ASKED = {"first_day": "2027-03-16", "rhythm": "weekly", "number": "3"}


@pytest.fixture(autouse=True)
def terms() -> None:
    SchoolTerm.objects.all().delete()
    for first, last in (
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
    ):
        SchoolTerm.objects.create(name=f"Term of {first}", starts_on=first, ends_on=last)


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, "Content editors")


def series(session: Session) -> str:
    return reverse("sessions:series", args=[session.pk])


def test_the_days_are_shown_with_the_holidays_left_out_and_nothing_is_made(editor: Client) -> None:
    session = SessionFactory(starts_at=START)
    page = editor.get(series(session), ASKED)
    words = page.content.decode()
    assert [row.skipped for row in page.context["proposals"]] == [
        "",
        "",
        "School holidays",
        "School holidays",
        "",
    ]
    assert "Tuesday 13 April 2027, 9:30am to 11:30am" in words
    assert words.count('name="day"') == 3
    assert Session.objects.count() == 1


def test_the_days_ticked_become_drafts_at_the_same_time_of_day_once(editor: Client) -> None:
    session = SessionFactory(starts_at=START, minimum=8, decide_by=date(2027, 3, 2))
    days = {"day": ["2027-03-16", "2027-04-13"]}
    for _press in range(2):
        editor.post(series(session), days)
    copies = Session.objects.exclude(pk=session.pk)
    assert [str(copy.meetings.get()) for copy in copies] == [
        "Tuesday 16 March 2027, 9:30am to 11:30am",
        "Tuesday 13 April 2027, 9:30am to 11:30am",
    ]
    assert {copy.state for copy in copies} == {"draft"}
    assert [copy.decide_by for copy in copies] == [date(2027, 3, 9), date(2027, 4, 6)]


def test_a_day_on_which_it_is_held_already_is_left_out(editor: Client) -> None:
    session = SessionFactory(starts_at=START)
    page = editor.get(series(session), {**ASKED, "first_day": "2027-03-09"})
    assert page.context["proposals"][0].skipped == "This session is held then already"


def test_a_clash_is_shown_and_its_day_is_not_ticked(editor: Client) -> None:
    trainer = TrainerFactory(name="Amina Example")
    session = SessionFactory(starts_at=START, trainers=[trainer])
    SessionFactory(starts_at=START.replace(day=16), trainers=[trainer])
    page = editor.get(series(session), ASKED)
    assert "Amina Example gives" in page.content.decode()
    assert len(re.findall(r'name="day"[^>]* checked', page.content.decode())) == 2


def test_of_several_meetings_each_is_looked_at(editor: Client) -> None:
    ends = START.replace(hour=12)
    session = SessionFactory(meetings=[(START, ends), (START.replace(day=23), ends.replace(day=23))])
    page = editor.get(series(session), {**ASKED, "number": "1"})
    assert page.context["proposals"][0].skipped == "School holidays"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_day": "2020-01-06"}, "Choose today or a day to come."),
        ({"first_day": "9999-12-31"}, "no more than five years ahead"),
        ({"first_day": "2032-03-16"}, "no more than five years ahead"),
        ({"first_day": "soon"}, "valid date"),
        ({"number": "21"}, "less than or equal to 20"),
        ({"rhythm": "daily"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_told(editor: Client, changes: dict[str, str], words: str) -> None:
    page = editor.get(series(SessionFactory(starts_at=START)), {**ASKED, **changes})
    assert words in page.content.decode()


@pytest.mark.parametrize("days", [[], ["2020-01-07"], ["x"], ["2027-13-40"], ["9999-12-31"]])
def test_without_a_day_to_come_nothing_is_made(editor: Client, days: list[str]) -> None:
    session = SessionFactory(starts_at=START)
    page = editor.post(series(session), {"day": days})
    assert "Tick at least one day to come" in page.content.decode()
    assert Session.objects.count() == 1


def test_a_day_whose_later_meetings_lie_too_far_ahead_is_told_and_nothing_is_made(
    editor: Client,
) -> None:
    next_year = START.replace(year=2028)
    ends = START.replace(hour=12)
    session = SessionFactory(meetings=[(START, ends), (next_year, next_year.replace(hour=12))])
    page = editor.post(series(session), {"day": ["2027-03-16", "2031-03-11"]})
    assert "no more than five years ahead" in page.content.decode()
    copy = reverse("sessions:copy", args=[session.pk])
    page = editor.post(copy, {"first_day": "2031-03-11"})
    assert "no more than five years ahead" in page.context["form"].errors["first_day"][0]
    assert Session.objects.count() == 1


def test_only_those_who_may_add_sessions_come_here(client: Client) -> None:
    session: Any = SessionFactory(starts_at=START)
    trainer = signed_in(client, "Trainers")
    assert trainer.post(series(session), {"day": ["2027-03-16"]}).status_code == 302
    assert Session.objects.count() == 1
