"""Reminders and chases go out once, however often and by however many workers they are looked for."""

from __future__ import annotations

import os
import signal
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections

from bookings.slots.models import ActionChase, SlotReminder, SupportMeeting
from bookings.slots.services import due
from bookings.slots.services.actions import mark_done
from bookings.slots.services.bookings import cancel_slot
from bookings.slots.services.due import chase_actions, remind_of_slots, reminder_due_at
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.models import OutboxRow
from tests.bookings.slots.steps import agree, colleague
from tests.factories.slots import make_meeting, make_slot_booking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DUE = date(2027, 3, 15)


def mails(key: str) -> list[Message]:
    return list(Message.objects.filter(template_key=key))


def test_a_reminder_goes_the_day_before_at_the_same_time_of_day_and_once() -> None:
    booking = make_slot_booking()
    at = reminder_due_at(booking.slot.starts_at)
    assert remind_of_slots(at - timedelta(minutes=1)) == 0
    assert [remind_of_slots(at + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    [mail] = mails("slot-reminder")
    assert mail.to == booking.booker.email and booking.key in mail.body


def test_a_reminder_of_nine_thirty_comes_at_nine_thirty_also_when_the_clocks_change() -> None:
    start = datetime(2027, 3, 28, 9, 30, tzinfo=clock.LONDON)
    assert reminder_due_at(start) == datetime(2027, 3, 27, 9, 30, tzinfo=UTC)


def test_nobody_is_reminded_of_what_they_have_just_booked_given_back_or_nearly_missed() -> None:
    late, gone = make_slot_booking(), make_slot_booking()
    cancel_slot(booking=gone, actor=None)
    start = late.slot.starts_at
    assert remind_of_slots(start - timedelta(minutes=30)) == 0
    type(late).objects.filter(pk=late.pk).update(created_at=start - timedelta(hours=5))
    assert remind_of_slots(start - timedelta(hours=4)) == 0


def test_a_slot_that_is_moved_is_reminded_of_anew() -> None:
    booking = make_slot_booking()
    slot = booking.slot
    assert remind_of_slots(reminder_due_at(slot.starts_at)) == 1
    slot.starts_at += timedelta(days=7)
    slot.ends_at += timedelta(days=7)
    slot.save()
    assert remind_of_slots(reminder_due_at(slot.starts_at)) == 1
    assert SlotReminder.objects.count() == 2


def test_a_worker_killed_in_the_middle_of_a_reminder_leaves_nothing_half_done(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_slot_booking()
    at = reminder_due_at(booking.slot.starts_at)
    action = agree(booking, owner=colleague(), due_on=clock.today() - timedelta(days=1))
    noon = clock.in_london(clock.now()).replace(hour=12)
    assert action.is_overdue
    connections.close_all()  # the child opens connections of its own
    pid = os.fork()
    if not pid:

        def die(**_given: Any) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(due, "queue_messages", die)
        remind_of_slots(at)
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    assert not SlotReminder.objects.exists() and not mails("slot-reminder")
    before = OutboxRow.objects.count()
    assert [remind_of_slots(at), remind_of_slots(at), chase_actions(noon), chase_actions(noon)] == [
        1,
        0,
        1,
        0,
    ]
    assert OutboxRow.objects.count() == before + 2


@time_machine.travel(NOON, tick=False)
def test_an_action_is_asked_for_two_days_before_and_each_week_after_until_it_is_done() -> None:
    teacher = colleague()
    action = agree(make_slot_booking(), owner=teacher, due_on=DUE)
    asked = [day for day in range(60) if chase_actions(NOON + timedelta(days=day))]
    assert asked == [12, 15, 21, 28, 35, 42, 49, 56]
    assert {mail.to for mail in mails("lift-action-chased")} == {teacher.email}
    mark_done(action_id=action.pk, actor=None)
    assert chase_actions(NOON + timedelta(days=63)) == 0


@time_machine.travel(NOON, tick=False)
def test_the_school_is_asked_for_what_it_does_itself_at_its_own_address() -> None:
    booking = make_slot_booking()
    agree(booking, due_on=DUE)
    with time_machine.travel(NOON + timedelta(days=13), tick=False):
        assert chase_actions() == 1
    [mail] = mails("lift-action-chased")
    assert mail.to == booking.booker.email and booking.key in mail.body
    assert mail.subject.startswith("A LIFT action is due tomorrow.")


@time_machine.travel(NOON, tick=False)
def test_nobody_is_asked_at_night_before_they_were_told_or_after_a_term() -> None:
    action = agree(make_slot_booking(), due_on=DUE, told=False)
    overdue = NOON + timedelta(days=20)
    assert chase_actions(overdue) == 0
    agree(action.booking, due_on=DUE)
    assert chase_actions(overdue.replace(hour=22)) == 0
    assert chase_actions(NOON + timedelta(days=14 + 7 * due.MOST_WEEKS)) == 0
    assert chase_actions(overdue) == 2


@time_machine.travel(NOON, tick=False)
def test_nobody_is_asked_soon_for_what_they_were_told_just_now() -> None:
    booking = make_slot_booking()
    agree(booking, due_on=clock.today() + timedelta(days=1))
    assert chase_actions() == 0
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert chase_actions() == 1


@time_machine.travel(NOON, tick=False)
def test_a_colleague_without_an_address_is_not_asked_and_others_are() -> None:
    nobody = colleague()
    agree(make_slot_booking(), owner=nobody, due_on=DUE)
    agree(make_slot_booking(), owner=colleague(), due_on=DUE)
    type(nobody).objects.filter(pk=nobody.pk).update(email="")
    assert chase_actions(NOON + timedelta(days=12)) == 1
    assert ActionChase.objects.count() == 2


@time_machine.travel(NOON, tick=False)
def test_a_meeting_that_was_cancelled_asks_for_nothing() -> None:
    agree(make_slot_booking(make_meeting()), due_on=DUE)
    SupportMeeting.objects.update(state="cancelled")
    assert chase_actions(NOON + timedelta(days=12)) == 0
