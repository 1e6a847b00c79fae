"""Mails that ask: three days before, the day after, and three months later; once, and not to who stopped them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from time_machine import Traveller, travel

from bookings.places.attendance.models import Presence
from bookings.places.evaluations.models import Stage
from bookings.places.evaluations.services import Answers, save_evaluation, stop_asking
from bookings.places.models import Place, Reminder
from bookings.places.reminders.services import remind_who_is_due
from bookings.places.services.cancellations import cancel_places
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.bookings.places.certificates.steps import marked
from tests.bookings.places.evaluations.steps import course, held_place, questions
from tests.bookings.places.steps import words
from tests.factories.training import SessionFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

START = datetime(2027, 3, 30, 9, 30, tzinfo=LONDON)
END = datetime(2027, 3, 30, 11, 30, tzinfo=LONDON)
BEFORE = datetime(2027, 3, 27, 9, 30, tzinfo=LONDON)
AFTER = datetime(2027, 3, 31, 11, 30, tzinfo=LONDON)
LATER = datetime(2027, 6, 28, 11, 30, tzinfo=LONDON)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def at() -> Iterator[Traveller]:
    """The clock, which stands at the day of booking."""
    with travel(datetime(2027, 3, 1, 9, tzinfo=LONDON), tick=False) as traveller:
        yield traveller


def booked() -> Place:
    return held_place(SessionFactory(course=course(), starts_at=START))


def asked() -> list[str]:
    rows = Message.objects.filter(template_key__startswith="questions").order_by("pk")
    return list(rows.values_list("template_key", flat=True))


@pytest.mark.parametrize(("moment", "kind"), [(BEFORE, "before"), (AFTER, "after"), (LATER, "later")])
def test_each_stage_is_asked_once_at_its_time_on_kents_clock(
    at: Traveller, moment: datetime, kind: str
) -> None:
    place = booked()
    at.move_to(moment - MINUTE)
    remind_who_is_due()
    assert f"questions-{kind}" not in asked()
    for _look in range(3):
        at.move_to(moment)
        remind_who_is_due()
        at.move_to(moment + timedelta(days=1))
        remind_who_is_due()
    assert asked().count(f"questions-{kind}") == 1
    message = Message.objects.get(template_key=f"questions-{kind}")
    assert questions(place, Stage(kind)) in message.body
    assert f"/bookings/place/{place.key}/questions/stop/" in message.body
    assert "name no pupil" in message.body


def test_the_link_in_the_mail_can_be_answered_when_it_comes(at: Traveller) -> None:
    place = booked()
    for moment, stage in ((BEFORE, Stage.BEFORE), (AFTER, Stage.AFTER), (LATER, Stage.LATER)):
        at.move_to(moment)
        assert "Send my answers" in words(Client().get(questions(place, stage)))


def test_a_course_of_many_meetings_is_asked_about_after_the_last(at: Traveller) -> None:
    meetings = [(START + timedelta(weeks=n), END + timedelta(weeks=n)) for n in range(3)]
    held_place(SessionFactory(course=course(), meetings=meetings))
    for week in (0, 1):
        at.move_to(AFTER + timedelta(weeks=week, hours=1))
        remind_who_is_due()
    assert "questions-after" not in asked()
    at.move_to(AFTER + timedelta(weeks=2, hours=1))
    remind_who_is_due()
    assert asked().count("questions-after") == 1


def test_who_has_answered_is_left_in_peace(at: Traveller) -> None:
    place = booked()
    at.move_to(END)
    save_evaluation(place=place, stage=Stage.AFTER, answers=Answers({"Adapt one lesson": 4}))
    at.move_to(AFTER)
    remind_who_is_due()
    assert asked() == []


def test_who_stopped_such_mails_gets_none_and_is_still_reminded_of_the_place(at: Traveller) -> None:
    place = booked()
    stop_asking(person=place.person)
    for moment in (BEFORE, START - timedelta(days=1), AFTER, LATER):
        at.move_to(moment)
        remind_who_is_due()
    assert asked() == []
    assert Message.objects.filter(template_key="reminder").count() == 1


def test_who_gave_the_place_back_and_whose_date_was_cancelled_are_not_asked(at: Traveller) -> None:
    place, other = booked(), booked()
    cancel_places(booking=place.booking, places=[place], actor=None)
    Session.objects.filter(pk=other.session_id).update(state="cancelled")
    for moment in (BEFORE, AFTER, LATER):
        at.move_to(moment)
        remind_who_is_due()
    assert asked() == []


def test_a_course_that_staff_have_closed_as_held_is_asked_about(at: Traveller) -> None:
    place = booked()
    Session.objects.filter(pk=place.session_id).update(state="completed")
    at.move_to(AFTER)
    remind_who_is_due()
    assert asked() == ["questions-after"]


def test_a_worker_that_was_down_for_a_fortnight_asks_nothing_stale(at: Traveller) -> None:
    booked()
    at.move_to(AFTER + timedelta(days=14))
    remind_who_is_due()
    assert asked() == []


def test_what_was_asked_three_months_later_is_not_forgotten_and_asked_again(at: Traveller) -> None:
    booked()
    for day in range(7):
        at.move_to(LATER + timedelta(days=day))
        remind_who_is_due()
    assert asked() == ["questions-later"]
    assert Reminder.objects.filter(rule__key="questions-later").count() == 1


def test_who_was_never_there_is_not_asked_and_who_was_there_for_a_part_is(at: Traveller) -> None:
    never, part = booked(), booked()
    at.move_to(END)
    marked(never, Presence.ABSENT)
    marked(part, Presence.PART)
    at.move_to(AFTER)
    remind_who_is_due()
    message = Message.objects.get(template_key="questions-after")
    assert part.key in message.body
    assert "you were not there" in words(Client().get(questions(never, Stage.AFTER)))
