"""Trainers and rooms cannot be in two sessions at the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.base.clock import LONDON
from tests.factories.training import CoursePageFactory, SessionFactory, TrainerFactory, VenueFactory
from training.clashes import clashes_of, refuse_clashes
from training.models import Session, Trainer
from training.services import MeetingTime, save_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, 9, hour, minute, tzinfo=LONDON)


def meeting(start: datetime, end: datetime, room: str = "") -> MeetingTime:
    return MeetingTime(start, end, room)


@pytest.fixture
def amina() -> Trainer:
    """She gives “Morning course” from 9 to 12 at a venue."""
    trainer: Trainer = TrainerFactory(name="Amina Example")
    SessionFactory(
        course=CoursePageFactory(title="Morning course"),
        meetings=[(at(9), at(12))],
        trainers=[trainer],
        format="in-person",
        venue=VenueFactory(name="Laleham Gap School"),
    )
    return trainer


def new(**given: Any) -> Session:
    fields = {"state": "open", "format": "in-person", "venue": VenueFactory(), **given}
    return Session(course=CoursePageFactory(), **fields)


def refusal(session: Session, start: datetime, end: datetime, *trainers: Trainer, room: str = "") -> Any:
    try:
        refuse_clashes(session=session, meetings=[meeting(start, end, room)], trainers=trainers)
    except ValidationError as error:
        return error.message_dict
    return {}


def warnings(
    session: Session, start: datetime, end: datetime, *trainers: Trainer, room: str = ""
) -> Any:
    found = clashes_of(session=session, meetings=[meeting(start, end, room)], trainers=trainers)
    return [clash.words for clash in found if not clash.blocks]


def test_a_trainer_who_gives_another_session_then_is_refused_and_the_clash_is_named(
    amina: Trainer,
) -> None:
    (words,) = refusal(new(), at(11, 30), at(13), amina)["trainers"]
    assert "Amina Example gives “Morning course”" in words
    assert "Tuesday 9 March 2027, 9:00am to noon" in words
    assert "Laleham Gap School" in words


def test_from_the_moment_it_ends_the_trainer_is_free_with_a_word_on_travel(amina: Trainer) -> None:
    assert refusal(new(), at(12), at(14), amina) == {}
    (words,) = warnings(new(), at(12), at(14), amina)
    assert "less than an hour to travel" in words


@pytest.mark.parametrize("start", [at(13), at(14)])
def test_with_an_hour_between_two_venues_nothing_is_said(amina: Trainer, start: datetime) -> None:
    assert warnings(new(), start, at(16), amina) == []


def test_nobody_travels_to_the_same_venue_or_to_a_session_online(amina: Trainer) -> None:
    venue = Session.objects.get().venue
    assert warnings(new(venue=venue), at(12), at(14), amina) == []
    assert warnings(new(format="online", venue=None), at(12), at(14), amina) == []


def test_another_trainer_is_free(amina: Trainer) -> None:
    assert refusal(new(), at(9), at(12), TrainerFactory()) == {}


@pytest.mark.parametrize(
    ("theirs", "ours", "blocked"),
    [
        ("open", "open", True),
        ("closed", "confirmed", True),
        ("draft", "open", False),
        ("open", "draft", False),
    ],
)
def test_drafts_are_warned_about_and_block_nothing(
    amina: Trainer, theirs: str, ours: str, blocked: bool
) -> None:
    Session.objects.update(state=theirs)
    assert bool(refusal(new(state=ours), at(9), at(10), amina)) is blocked
    assert bool(warnings(new(state=ours), at(9), at(10), amina)) is not blocked


@pytest.mark.parametrize(("theirs", "ours"), [("cancelled", "open"), ("open", "cancelled")])
def test_what_is_cancelled_takes_nobodys_time(amina: Trainer, theirs: str, ours: str) -> None:
    Session.objects.update(state=theirs)
    assert clashes_of(session=new(state=ours), meetings=[meeting(at(9), at(10))], trainers=[amina]) == []


def test_a_session_does_not_clash_with_itself(amina: Trainer) -> None:
    assert refusal(Session.objects.get(), at(10), at(13), amina) == {}


def test_a_room_is_given_to_one_session_at_a_time() -> None:
    venue = VenueFactory()
    first = new(venue=venue)
    save_session(session=first, meetings=[meeting(at(9), at(12), "Library ")])
    (words,) = refusal(new(venue=venue), at(11), at(13), room="library")["venue"]
    assert "This room is taken by" in words
    assert first.course.title in words
    assert refusal(new(venue=venue), at(12), at(13), room="library") == {}
    assert refusal(new(venue=venue), at(11), at(13), room="Hall") == {}
    assert refusal(new(), at(11), at(13), room="library") == {}


def test_without_a_room_two_sessions_at_one_venue_are_only_warned_about() -> None:
    venue = VenueFactory()
    save_session(session=new(venue=venue), meetings=[meeting(at(9), at(12))])
    assert refusal(new(venue=venue), at(11), at(13), room="Hall") == {}
    assert "Write the room" in warnings(new(venue=venue), at(11), at(13), room="Hall")[0]


def test_a_clash_of_old_does_not_stand_in_the_way_of_another_change(amina: Trainer) -> None:
    second = new()
    save_session(session=second, meetings=[meeting(at(11), at(13))])
    second.trainers.add(amina)
    assert refusal(second, at(11), at(14), amina) == {}
    third = SessionFactory(meetings=[(at(14), at(15))], trainers=[amina])
    assert third.course.title in refusal(second, at(11), at(14, 30), amina)["trainers"][0]


def test_a_draft_that_clashes_is_refused_when_it_is_opened(amina: Trainer) -> None:
    draft = new(state="draft")
    save_session(session=draft, meetings=[meeting(at(11), at(13))])
    draft.trainers.add(amina)
    draft.state = "open"
    assert refusal(draft, at(11), at(13), amina)


def test_every_meeting_is_looked_at(amina: Trainer) -> None:
    next_week = timedelta(days=7)
    meetings = [meeting(at(9) - next_week, at(12) - next_week), meeting(at(9), at(12))]
    with pytest.raises(ValidationError):
        refuse_clashes(session=new(), meetings=meetings, trainers=[amina])
