"""A trainer who answers in a clinic or LIFT meeting and gives a session at that time is warned about, both ways."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.slots.clashes import clashes_of
from bookings.slots.models import SupportMeeting
from bookings.slots.services.meetings import cancel_meeting
from portal.base.clock import LONDON
from tests.factories.slots import make_clinic, make_meeting
from tests.factories.training import CoursePageFactory, SessionFactory, TrainerFactory, VenueFactory
from training.clashes import clashes_of as clashes_of_session
from training.clashes import refuse_clashes
from training.models import Session, Trainer
from training.services import MeetingTime

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, 9, hour, minute, tzinfo=LONDON)


@pytest.fixture
def amina() -> Trainer:
    trainer: Trainer = TrainerFactory(name="Amina Example")
    return trainer


def course(amina: Trainer, start: datetime, **given: Any) -> Session:
    """A session of two hours that she gives."""
    session: Session = SessionFactory(
        course=CoursePageFactory(title="Morning course"),
        meetings=[(start, start + timedelta(hours=2))],
        trainers=[amina],
        **given,
    )
    return session


def answering(amina: Trainer, **given: Any) -> SupportMeeting:
    """A LIFT meeting from nine to ten in which she answers."""
    return make_meeting(starts_at=at(9), trainers=[amina], **given)


def of_session(session: Session, amina: Trainer, start: datetime) -> list[str]:
    times = [MeetingTime(start, start + timedelta(hours=2))]
    found = clashes_of_session(session=session, meetings=times, trainers=[amina])
    assert not any(clash.blocks for clash in found)
    refuse_clashes(session=session, meetings=times, trainers=[amina])
    return [clash.words for clash in found]


def test_a_meeting_says_which_session_its_trainer_gives_then(amina: Trainer) -> None:
    course(amina, at(8))
    (words,) = clashes_of(meeting=answering(amina), trainers=[amina])
    assert "Amina Example has “Morning course”, Tuesday 9 March 2027" in words
    assert "at the same time" in words


def test_a_session_says_in_which_meeting_its_trainer_answers_then_and_is_not_refused(
    amina: Trainer,
) -> None:
    answering(amina)
    (words,) = of_session(course(amina, at(14)), amina, at(8))
    assert "Amina Example has “LIFT meeting, Thanet”, Tuesday 9 March 2027, 9:00am to 10:00am" in words


def test_two_clinics_at_once_are_warned_about_and_none_clashes_with_itself(amina: Trainer) -> None:
    meeting = answering(amina)
    assert clashes_of(meeting=meeting, trainers=[amina]) == []
    clinic = make_clinic(starts_at=at(9, 30), trainers=[amina])
    (words,) = clashes_of(meeting=meeting, trainers=[amina])
    assert clinic.title in words


def test_an_end_and_a_start_at_the_same_minute_go_together(amina: Trainer) -> None:
    session = course(amina, at(10))
    meeting = answering(amina)
    assert clashes_of(meeting=meeting, trainers=[amina]) == []
    assert of_session(session, amina, at(10)) == []


def test_less_than_an_hour_between_two_venues_is_warned_about(amina: Trainer) -> None:
    here, there = VenueFactory(), VenueFactory()
    session = course(amina, at(10, 30), format="in-person", venue=there)
    meeting = answering(amina, venue=here)
    (words,) = clashes_of(meeting=meeting, trainers=[amina])
    assert "less than an hour to travel" in words
    assert ["less than an hour" in words for words in of_session(session, amina, at(10, 30))] == [True]
    assert of_session(session, amina, at(11)) == []
    meeting.venue = there
    assert clashes_of(meeting=meeting, trainers=[amina]) == []


def test_what_is_cancelled_clashes_with_nothing_and_a_draft_is_called_one(amina: Trainer) -> None:
    course(amina, at(9), state="cancelled")
    meeting = answering(amina)
    assert clashes_of(meeting=meeting, trainers=[amina]) == []
    course(amina, at(9), state="draft")
    assert "“Morning course” (a draft)" in clashes_of(meeting=meeting, trainers=[amina])[0]
    cancel_meeting(meeting_id=meeting.pk, reason="Snow", actor=None)
    meeting.refresh_from_db()
    assert clashes_of(meeting=meeting, trainers=[amina]) == []
    session = course(amina, at(14))
    assert "LIFT" not in " ".join(of_session(session, amina, at(9)))


def test_other_trainers_are_not_warned_about(amina: Trainer) -> None:
    course(TrainerFactory(name="Bola Example"), at(9))
    assert clashes_of(meeting=answering(amina), trainers=[amina]) == []
