"""What was agreed is told to the school once, and chased until it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from bookings.slots.models import LiftAction
from bookings.slots.services.actions import (
    mark_done,
    mark_open,
    record_refusal,
    save_actions,
    tell_schools,
)
from portal.accounts.models import Membership
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.slots.steps import ACTION, agree, colleague
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker
from tests.factories.slots import begin, make_clinic, make_meeting, make_slot_booking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def told_mails() -> list[Message]:
    return list(Message.objects.filter(template_key="lift-actions-told"))


def test_nothing_is_recorded_before_the_meeting_has_begun() -> None:
    booking = make_slot_booking()
    action = LiftAction(booking=booking, text=ACTION, due_on=clock.today())
    start = booking.meeting.starts_at
    with pytest.raises(ValidationError, match="has not begun") as refused:
        save_actions(meeting=booking.meeting, actions=[action], actor=None)
    assert clock.say_moment(start) in " ".join(refused.value.messages)
    assert not LiftAction.objects.exists()
    assert record_refusal(booking.meeting, now=start - timedelta(microseconds=1))
    assert record_refusal(booking.meeting, now=start) == ""


def test_each_school_reads_once_of_its_own_actions_and_when_it_was_told_is_kept() -> None:
    meeting = make_meeting()
    first, second = (make_slot_booking(meeting, number=number) for number in (1, 2))
    teacher = colleague(name="Siân O'Brien-Nguyễn 🎉")
    agree(first, told=False, owner=teacher)
    agree(first, told=False)
    agree(second, told=False)
    assert (tell_schools(meeting_id=meeting.pk), tell_schools(meeting_id=meeting.pk)) == (3, 0)
    assert LiftAction.objects.filter(told_at=None).count() == 0
    mails = {mail.to: mail.body for mail in told_mails()}
    assert set(mails) == {first.booker.email, second.booker.email}
    assert mails[first.booker.email].count(ACTION) == 2
    assert f"{ACTION}: Your school, by " in mails[first.booker.email]
    assert "Siân O'Brien-Nguyễn 🎉, by " in mails[first.booker.email]
    assert second.school.name not in mails[first.booker.email]


def test_an_action_that_changes_is_told_again() -> None:
    action = agree(make_slot_booking())
    assert action.told_at is not None
    assert save_actions(meeting=action.meeting, actions=[action], actor=None) == 0
    action.due_on += timedelta(days=7)
    assert save_actions(meeting=action.meeting, actions=[action], actor=None) == 1
    assert tell_schools(meeting_id=action.meeting_id) == 1
    assert len(told_mails()) == 2


def test_an_action_of_the_meeting_as_a_whole_is_told_to_no_school() -> None:
    meeting = make_meeting()
    begin(meeting)
    whole = LiftAction(text=ACTION, owner=colleague(), due_on=clock.today())
    save_actions(meeting=meeting, actions=[whole], actor=None)
    assert tell_schools(meeting_id=meeting.pk) == 0 and not told_mails()


def test_what_was_told_is_not_removed_and_what_was_not_may_be() -> None:
    booking = make_slot_booking()
    told, untold = agree(booking), agree(booking, told=False)
    with pytest.raises(ValidationError, match="so it stays"):
        save_actions(meeting=booking.meeting, actions=[], removed=[told], actor=None)
    save_actions(meeting=booking.meeting, actions=[], removed=[untold], actor=None)
    assert list(LiftAction.objects.all()) == [told]


@pytest.mark.parametrize("words", ["A pupil born 12/03/2018", "See https://evil.example"])
def test_an_action_names_no_pupil_and_links_nowhere(words: str) -> None:
    booking = make_slot_booking()
    begin(booking.meeting)
    action = LiftAction(booking=booking, text=words, due_on=clock.today())
    with pytest.raises(ValidationError):
        save_actions(meeting=booking.meeting, actions=[action], actor=None)
    assert not LiftAction.objects.exists()


def test_actions_are_of_lift_and_about_a_question_of_that_meeting() -> None:
    other = make_slot_booking()
    action = LiftAction(booking=other, text=ACTION, due_on=clock.today())
    for meeting in (make_clinic(), make_meeting()):
        begin(meeting)
        with pytest.raises(ValidationError):
            save_actions(meeting=meeting, actions=[action], actor=None)


def test_an_action_that_nobody_does_is_refused() -> None:
    meeting = make_meeting()
    begin(meeting)
    with pytest.raises(ValidationError, match="whose question"):
        save_actions(
            meeting=meeting, actions=[LiftAction(text=ACTION, due_on=clock.today())], actor=None
        )


def test_it_is_done_once_and_by_whom_is_kept() -> None:
    action, officer = agree(make_slot_booking()), UserFactory()
    assert mark_done(action_id=action.pk, actor=officer)
    assert not mark_done(action_id=action.pk, actor=None)
    action.refresh_from_db()
    assert action.done_by == officer and action.state_words.startswith("Done on")
    assert mark_open(action_id=action.pk) and not mark_open(action_id=action.pk)


def test_once_who_booked_has_left_the_school_its_senco_is_told() -> None:
    booking = make_slot_booking()
    Membership.objects.filter(person=booking.booker).update(ended_on=clock.today())
    _user, senco, _school = make_booker(booking.school)
    agree(booking)
    assert [mail.to for mail in told_mails()] == [senco.email]


def test_a_school_for_which_nobody_answers_stays_on_the_list_of_those_to_tell() -> None:
    booking = make_slot_booking()
    Membership.objects.all().delete()
    action = agree(booking)
    assert action.told_at is None and not told_mails()
