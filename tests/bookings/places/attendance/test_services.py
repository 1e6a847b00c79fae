"""Marks from one device and many: the later holds, all are logged, and nothing is counted twice."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.places.attendance.models import Attendance, AttendanceMark, Outcome, Presence, Register
from bookings.places.attendance.services import (
    Mark,
    Marked,
    attendance_of,
    mark,
    mark_many,
    outcomes_of,
)
from bookings.places.errors import CannotMark
from bookings.places.models import Place
from portal.base import clock
from tests.bookings.places.attendance.steps import begun, make_register, two_hours_from
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booking
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from training.models import Meeting, Session
from training.services import MeetingTime, save_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]

YES, PART, NO = Presence.ATTENDED, Presence.PART, Presence.ABSENT


def only_meeting(session: Session) -> Meeting:
    return session.meetings.get()


def press(place: Place, state: Presence, *, minutes_ago: float = 0, **how: Any) -> Marked:
    """Somebody marks the place at its first meeting, and it arrives now."""
    first = place.session.meetings.earliest("starts_at")
    at = clock.now() - timedelta(minutes=minutes_ago)
    return mark(**{"place": place, "meeting": first, "state": state, "actor": None, "at": at, **how})


def test_a_mark_says_who_was_there_by_whom_when_and_from_which_device() -> None:
    _session, [place] = make_register()
    trainer = UserFactory()
    press(place, YES, actor=trainer, device="iPhone a1")
    row = Attendance.objects.get()
    assert (row.state, row.marked_by, row.marked_at, row.device) == (
        YES,
        trainer,
        clock.now(),
        "iPhone a1",
    )
    logged = AttendanceMark.objects.get()
    assert (logged.actor, logged.device, logged.in_force, logged.replaced) == (
        trainer,
        "iPhone a1",
        True,
        "",
    )


def test_marking_again_replaces_the_mark_and_keeps_both_in_the_log() -> None:
    _session, [place] = make_register()
    press(place, NO, minutes_ago=5)
    press(place, YES)
    assert Attendance.objects.get().state == YES
    assert list(AttendanceMark.objects.values_list("state", "replaced")) == [(NO, ""), (YES, NO)]


def test_of_two_trainers_who_sync_the_later_mark_holds_whichever_arrives_last() -> None:
    _session, [place] = make_register()
    ann, bob = UserFactory(), UserFactory()
    assert press(place, YES, minutes_ago=2, actor=ann, device="A", seen=0).taken
    late = press(place, NO, minutes_ago=10, actor=bob, device="B", seen=0)
    assert (late.taken, late.conflict) == (False, True)
    assert late.row is not None
    assert (late.row.state, late.row.marked_by) == (YES, ann)
    newer = press(place, NO, minutes_ago=1, actor=bob, device="B", seen=0)
    assert (newer.taken, newer.conflict) == (True, True)
    assert Attendance.objects.get().state == NO
    log = AttendanceMark.objects.values_list("actor", "state", "in_force", "conflict")
    assert list(log) == [(ann.pk, YES, True, False), (bob.pk, NO, False, True), (bob.pk, NO, True, True)]


def test_a_correction_of_what_one_saw_is_no_conflict_and_neither_is_agreeing() -> None:
    _session, [place] = make_register(1)
    ann, bob = UserFactory(), UserFactory()
    first = press(place, YES, minutes_ago=9, actor=ann, device="A", seen=0)
    assert first.row is not None
    agreed = press(place, YES, minutes_ago=8, actor=bob, device="B", seen=0)
    corrected = press(place, PART, minutes_ago=7, actor=ann, device="A", seen=2)
    own = press(place, NO, minutes_ago=6, actor=ann, device="A", seen=0)
    assert [done.conflict for done in (first, agreed, corrected, own)] == [False] * 4


def test_a_clock_that_runs_ahead_is_cut_to_now_so_that_others_can_still_correct() -> None:
    _session, [place] = make_register()
    press(place, NO, minutes_ago=-60)
    assert Attendance.objects.get().marked_at == clock.now()
    assert press(place, YES).taken


def test_a_message_that_arrives_twice_is_logged_once() -> None:
    session, [place] = make_register()
    made = Mark(place.pk, only_meeting(session).pk, YES, clock.now(), 0, uuid.uuid4())
    for _time in range(2):
        [done] = mark_many(session_id=session.pk, marks=[made], actor=None)
        assert (done.taken, done.conflict, done.refusal) == (True, False, "")
    assert AttendanceMark.objects.count() == 1
    assert Attendance.objects.get().version == 1


def test_a_place_of_another_session_is_refused_and_the_rest_of_the_message_is_kept() -> None:
    session, [place] = make_register()
    _other, [stranger] = make_register()
    meeting = only_meeting(session)
    refused, taken, no_meeting = mark_many(
        session_id=session.pk,
        marks=[
            Mark(stranger.pk, meeting.pk, YES),
            Mark(place.pk, meeting.pk, YES),
            Mark(place.pk, 0, YES),
        ],
        actor=None,
    )
    assert "no longer has a place" in refused.refusal
    assert "no longer part of the session" in no_meeting.refusal
    assert taken.taken
    assert list(Attendance.objects.values_list("place", flat=True)) == [place.pk]


def test_nobody_is_marked_before_the_day_nor_in_a_session_that_does_not_take_place() -> None:
    booking = make_booking()
    with pytest.raises(CannotMark, match="opens on its day, Monday 30 November 2026"):
        press(booking.places.get(), YES)
    session, [place] = make_register()
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    with pytest.raises(CannotMark, match="does not take place"):
        press(place, YES)
    assert not Attendance.objects.exists()


def test_after_the_register_is_finished_a_late_phone_changes_nothing_but_is_logged() -> None:
    session, [place, other] = make_register(2)
    press(place, YES, minutes_ago=20)
    Register.objects.filter(pk=session.pk).update(finished_at=clock.now())
    late = press(place, NO, seen=0, device="B")
    assert (late.taken, late.conflict) == (False, True)
    assert Attendance.objects.get().state == YES
    assert AttendanceMark.objects.filter(in_force=False).count() == 1
    with pytest.raises(CannotMark, match="Ask an officer"):
        press(other, NO)


def test_of_two_meetings_one_attended_is_partial_unless_the_course_asks_for_one() -> None:
    start = in_a_week()
    course = CoursePageFactory()
    session = SessionFactory(course=course, meetings=two_hours_from(start, start + timedelta(days=7)))
    place = make_booking(session).places.get()
    session = begun(session, ago=timedelta(days=8))
    place.refresh_from_db()
    first, second = session.meetings.all()
    assert attendance_of(place) == Outcome.NOT_RECORDED
    mark(place=place, meeting=first, state=YES, actor=None)
    assert attendance_of(place) == Outcome.PARTIAL
    mark(place=place, meeting=second, state=NO, actor=None)
    assert attendance_of(place) == Outcome.PARTIAL
    course.meetings_to_attend = 1
    course.save()
    assert attendance_of(place) == Outcome.ATTENDED


def test_outcomes_of_many_places_cost_as_many_queries_as_of_one(
    django_assert_num_queries: Any,
) -> None:
    _session, places = make_register(3)
    press(places[0], YES)
    press(places[1], NO)
    with django_assert_num_queries(3):
        found = outcomes_of(places)
    assert [found[place.pk] for place in places] == ["attended", "absent", "not-recorded"]


def test_a_meeting_whose_register_was_taken_keeps_its_time_when_the_session_is_saved() -> None:
    session, [place] = make_register()
    press(place, YES)
    meeting = only_meeting(session)
    later = MeetingTime(meeting.starts_at + timedelta(hours=1), meeting.ends_at + timedelta(hours=1))
    with pytest.raises(ValidationError, match="keeps its day and time"), transaction.atomic():
        save_session(session=session, meetings=[later])
    save_session(session=session, meetings=[MeetingTime(meeting.starts_at, later.ends_at)])
    assert Attendance.objects.get().meeting == only_meeting(session)
