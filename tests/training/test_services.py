"""What a session has to be before people can book it, and how its span follows from its meetings."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from portal.base import clock
from tests.factories.training import CoursePageFactory, VenueFactory
from training.models import Session
from training.services import MeetingTime, save_session

pytestmark = pytest.mark.django_db

START = datetime(2027, 3, 9, 9, 30, tzinfo=clock.LONDON)
MORNING = MeetingTime(START, START + timedelta(hours=3), "Library")
NEXT_WEEK = MeetingTime(START + timedelta(days=7), START + timedelta(days=7, hours=3))


def session(**fields: object) -> Session:
    given = {"state": "open", "format": "online", **fields}
    return Session(course=given.pop("course", None) or CoursePageFactory(), **given)


def test_a_session_spans_its_meetings_in_whatever_order_they_come() -> None:
    saved = save_session(session=session(), meetings=[NEXT_WEEK, MORNING])
    assert (saved.starts_at, saved.ends_at) == (MORNING.starts_at, NEXT_WEEK.ends_at)
    assert [meeting.room for meeting in saved.meetings.all()] == ["Library", ""]


def test_saving_again_leaves_exactly_the_meetings_given() -> None:
    saved = save_session(session=session(), meetings=[MORNING, NEXT_WEEK])
    save_session(session=saved, meetings=[NEXT_WEEK])
    assert saved.meetings.get().starts_at == NEXT_WEEK.starts_at
    assert saved.starts_at == NEXT_WEEK.starts_at


def test_a_meeting_that_starts_when_it_did_stays_the_same_row() -> None:
    session = Session(course=CoursePageFactory())
    start = clock.now()
    times = [MeetingTime(start + timedelta(days=n), start + timedelta(days=n, hours=1)) for n in (0, 1)]
    save_session(session=session, meetings=times)
    first, second = session.meetings.all()
    longer = MeetingTime(first.starts_at, first.ends_at + timedelta(hours=1), "Hall")
    moved = MeetingTime(second.starts_at + timedelta(days=1), second.ends_at + timedelta(days=1))
    save_session(session=session, meetings=[longer, moved])
    now_first, now_second = session.meetings.all()
    assert (now_first.pk, now_first.ends_at, now_first.room) == (first.pk, longer.ends_at, "Hall")
    assert now_second.pk != second.pk


@pytest.mark.parametrize(
    ("meetings", "words"),
    [
        ([MeetingTime(START, START)], "has to end after it starts"),
        ([MORNING, MeetingTime(START + timedelta(hours=2), START + timedelta(hours=4))], "overlap"),
        ([MeetingTime(START, START.replace(year=9999))], "no more than five years ahead"),
        ([MeetingTime(START.replace(year=207), START)], "Check the year"),
    ],
)
def test_meetings_that_cannot_be_are_refused_and_nothing_is_written(
    meetings: list[MeetingTime], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        save_session(session=session(), meetings=meetings)
    assert not Session.objects.exists()


@pytest.mark.parametrize("state", ["open", "confirmed"])
def test_people_cannot_book_a_session_without_a_meeting(state: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        save_session(session=session(state=state), meetings=[])
    assert "Add at least one meeting" in refusal.value.message_dict["state"][0]


@pytest.mark.parametrize("given", ["in-person", "blended"])
def test_people_cannot_book_a_session_that_is_nowhere(given: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        save_session(session=session(format=given), meetings=[MORNING])
    assert "Choose where it is held" in refusal.value.message_dict["venue"][0]
    save_session(session=session(format=given, venue=VenueFactory()), meetings=[MORNING])


@pytest.mark.parametrize("state", ["open", "confirmed"])
def test_people_cannot_book_a_session_from_the_day_its_course_is_withdrawn(state: str) -> None:
    course = CoursePageFactory(withdrawn_on=START.date())
    with pytest.raises(ValidationError) as refusal:
        save_session(session=session(state=state, course=course), meetings=[MORNING])
    assert "is withdrawn on Tuesday 9 March 2027" in refusal.value.message_dict["state"][0]
    save_session(session=session(state="closed", course=course), meetings=[MORNING])
    course.withdrawn_on = START.date() + timedelta(days=1)
    save_session(session=session(state=state, course=course), meetings=[MORNING])


def test_a_draft_may_lack_both() -> None:
    assert (
        save_session(session=session(state="draft", format="in-person"), meetings=[]).starts_at is None
    )
