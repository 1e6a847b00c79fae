"""What somebody asked is theirs to have; when they go the school keeps its answer and we keep our numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.slots.models import LiftAction, SlotBooking
from bookings.slots.personal_data import erase_slots, foresee_slots, give_slots
from bookings.slots.retention import OLD_QUESTIONS, OLD_SLOT_REMINDERS
from bookings.slots.services.bookings import cancel_slot
from bookings.slots.services.due import remind_of_slots, reminder_due_at
from portal.accounts.merging.registry import Pair, movers
from portal.accounts.models import Person
from portal.accounts.personal_data.registry import Subject
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.retention import keep_to
from tests.bookings.slots.steps import agree, colleague
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.places import make_booker
from tests.factories.slots import QUESTION, make_slot_booking, pass_by

pytestmark = pytest.mark.django_db


def subject_of(booking: SlotBooking) -> Subject:
    return Subject(booking.booker.user, booking.booker)


def test_they_are_given_what_they_asked_and_what_they_were_to_do() -> None:
    booking = make_slot_booking()
    [record] = give_slots(subject_of(booking))
    assert record["You asked"] == QUESTION and record["Reference"] == booking.reference
    teacher = colleague()
    agree(booking, owner=teacher)
    [record] = give_slots(Subject(teacher.user, teacher))
    assert record["From"] == booking.meeting.title
    assert give_slots(Subject(UserFactory(), None)) == []


def test_a_slot_that_nobody_else_at_the_school_comes_to_is_given_back() -> None:
    alone, shared = make_slot_booking(), make_slot_booking()
    make_booker(shared.school)
    for booking, goes in ((alone, 1), (shared, 0)):
        assert len(foresee_slots(subject_of(booking)).goes) == goes
        erase_slots(subject_of(booking), None)
        booking.refresh_from_db()
        assert booking.is_live is not bool(goes)
    assert foresee_slots(Subject(None, PersonFactory())).goes == []


def test_names_go_from_the_mails_that_were_sent() -> None:
    booking = make_slot_booking()
    Message.objects.update(state=Message.State.SENT, sent_at=clock.now())
    erase_slots(subject_of(booking), None)
    sent = Message.objects.filter(state=Message.State.SENT)
    assert sent.exists() and not any(booking.booker.name in mail.body for mail in sent)


def test_a_question_is_erased_after_a_year_and_its_area_is_still_counted() -> None:
    old, new, given_back = make_slot_booking(), make_slot_booking(), make_slot_booking()
    pass_by(old.meeting, days=366)
    pass_by(new.meeting, days=360)
    cancel_slot(booking=given_back, actor=None)
    SlotBooking.objects.filter(pk=given_back.pk).update(ended_at=clock.now() - timedelta(days=31))
    assert (keep_to(OLD_QUESTIONS), keep_to(OLD_QUESTIONS)) == (2, 0)
    left = {row.pk: row.question for row in SlotBooking.objects.all()}
    assert left == {old.pk: "", new.pk: QUESTION, given_back.pk: ""}
    assert not SlotBooking.objects.filter(area_of_need=None).exists()


def test_which_reminders_went_out_is_forgotten() -> None:
    booking = make_slot_booking()
    assert remind_of_slots(reminder_due_at(booking.slot.starts_at)) == 1
    assert keep_to(OLD_SLOT_REMINDERS) == 0
    booking.reminders.update(starts_at=clock.now() - timedelta(days=61))
    assert keep_to(OLD_SLOT_REMINDERS) == 1


def test_slots_and_actions_follow_when_two_records_of_a_person_become_one() -> None:
    booking, teacher = make_slot_booking(), colleague()
    action = agree(booking, owner=teacher)
    kept, kept_teacher = PersonFactory(), PersonFactory()
    for stays, goes in ((kept, booking.booker), (kept_teacher, teacher)):
        for mover in movers(Person):
            mover.move(Pair(stays.pk, goes.pk, None))
    booking.refresh_from_db()
    assert booking.booker == kept
    assert LiftAction.objects.get(pk=action.pk).owner == kept_teacher
