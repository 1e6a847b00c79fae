"""A meeting has the slots that fit into it, and nobody loses one unnoticed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from bookings.slots.choices import Kind, MeetingState
from bookings.slots.errors import CannotChangeMeeting, NotConfirmed
from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.services.bookings import cancel_slot
from bookings.slots.services.meetings import (
    cancel_meeting,
    note_what_was_held,
    opened_mark,
    save_meeting,
)
from portal.base import clock
from portal.notify.models import Message
from tests.factories.slots import make_clinic, make_meeting, make_slot_booking, pass_by
from tests.factories.training import TrainerFactory, VenueFactory
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def change(meeting: SupportMeeting, **changes: Any) -> int:
    """Saves it so, as an officer's form does."""
    fresh = SupportMeeting.objects.get(pk=meeting.pk)
    mark = opened_mark(fresh)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return save_meeting(meeting=fresh, actor=None, opened=mark)


def times(meeting: SupportMeeting) -> list[str]:
    return [slot.time_words for slot in meeting.slots.filter(dropped=False)]


def test_a_clinic_has_quarters_of_an_hour_and_lift_twenty_minutes() -> None:
    assert len(times(make_clinic())) == 4
    assert times(make_meeting()) == ["9:30am to 9:50am", "9:50am to 10:10am", "10:10am to 10:30am"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": 5}, "ends_at"),
        ({"minutes": 60 * 13}, "ends_at"),
        ({"slot_minutes": 5, "minutes": 60 * 11}, "slot_minutes"),
        ({"kind": Kind.CLINIC}, "area_of_need"),
    ],
)
def test_what_cannot_be_held_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    meeting = make_meeting()
    minutes = changes.pop("minutes", 60)
    with pytest.raises(ValidationError) as refused:
        change(meeting, ends_at=meeting.starts_at + timedelta(minutes=minutes), **changes)
    assert list(refused.value.message_dict) == [field]


def test_slots_of_an_unbooked_meeting_follow_its_length() -> None:
    meeting = make_meeting()
    change(meeting, slot_minutes=30)
    assert times(meeting) == ["9:30am to 10:00am", "10:00am to 10:30am"]
    assert meeting.slots.count() == 2


def test_a_booked_slot_moves_with_its_meeting_and_its_school_is_told_once_of_before_and_now() -> None:
    meeting = make_meeting()
    booking = make_slot_booking(meeting)
    hour = timedelta(hours=1)
    venue = VenueFactory()
    later = {"starts_at": meeting.starts_at + hour, "ends_at": meeting.ends_at + hour, "venue": venue}
    assert change(meeting, **later) == 1
    assert change(meeting, **later) == 0
    booking.slot.refresh_from_db()
    assert booking.slot.time_words == "10:30am to 10:50am"
    mail = Message.objects.get(template_key="slot-moved")
    assert "9:30am to 9:50am" in mail.body and "10:30am to 10:50am" in mail.body
    assert venue.name in mail.body and "SEQUENCE:1" in mail.attachment
    assert list(booking.events.values_list("kind", flat=True)) == ["booked", "moved"]


def test_nobody_is_told_of_a_change_that_does_not_concern_them() -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)
    assert change(meeting, ends_at=meeting.ends_at + timedelta(hours=1)) == 0
    assert len(times(meeting)) == 6


def test_a_new_link_is_told_without_the_link_itself() -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)
    assert change(meeting, joining_link="https://meet.example/secret") == 1
    mail = Message.objects.get(template_key="slot-moved")
    assert "link to join is another one" in mail.body and "secret" not in mail.body + mail.attachment


def test_another_answerer_is_told_by_name_with_who_it_was() -> None:
    meeting = make_meeting(trainers=[TrainerFactory(name="Amina Example")])
    make_slot_booking(meeting)
    bola = TrainerFactory(name="Bola Example")
    fresh = SupportMeeting.objects.get(pk=meeting.pk)

    def save() -> int:
        return save_meeting(
            meeting=fresh, actor=None, trainers=[bola], relations=lambda: fresh.trainers.set([bola])
        )

    assert (save(), save()) == (1, 0)
    mail = Message.objects.get(template_key="slot-moved")
    was, _now, becomes = mail.body.partition("It is now:")
    assert "Who answers: Amina Example" in was and "Who answers: Bola Example" in becomes


def test_what_nobody_was_shown_is_not_saved_and_what_was_shown_is() -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)

    def save(confirmed: str) -> int:
        fresh = SupportMeeting.objects.get(pk=meeting.pk)
        fresh.venue = venue
        return save_meeting(meeting=fresh, actor=None, confirmed=confirmed)

    venue = VenueFactory()
    with pytest.raises(NotConfirmed) as asked:
        save("")
    mark = asked.value.plan.mark
    with pytest.raises(NotConfirmed):
        save(f"{mark}x")
    assert SupportMeeting.objects.get().venue is None
    assert save(mark) == 1
    assert save("") == 0


def test_of_what_is_over_nobody_is_asked_or_told() -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)
    pass_by(meeting, hours=1)
    fresh = SupportMeeting.objects.get(pk=meeting.pk)
    fresh.venue = VenueFactory()
    assert save_meeting(meeting=fresh, actor=None, confirmed="") == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slot_minutes": 30}, "slot_minutes"),
        ({"state": MeetingState.DRAFT}, "state"),
        ({"state": MeetingState.CANCELLED}, "state"),
        ({"shorter": 30}, "ends_at"),
        ({"district": "swale"}, "district"),
    ],
)
def test_what_would_take_a_slot_from_its_school_is_refused(changes: dict[str, Any], field: str) -> None:
    meeting = make_meeting()
    make_slot_booking(meeting, number=3)
    if "district" in changes:
        changes["district"] = DistrictFactory(slug=changes["district"])
    changes["ends_at"] = meeting.ends_at - timedelta(minutes=changes.pop("shorter", 0))
    with pytest.raises(ValidationError) as refused:
        change(meeting, **changes)
    assert list(refused.value.message_dict) == [field]
    assert len(times(meeting)) == 3


def test_a_date_with_booked_slots_is_not_moved_to_a_time_that_is_over() -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)
    ago = timedelta(days=14)
    with pytest.raises(ValidationError) as refused:
        change(meeting, starts_at=meeting.starts_at - ago, ends_at=meeting.ends_at - ago)
    assert list(refused.value.message_dict) == ["starts_at"]
    pass_by(meeting, minutes=-10)
    meeting.refresh_from_db()
    assert change(meeting, ends_at=meeting.ends_at + timedelta(minutes=20)) == 0


def test_what_is_not_over_cannot_be_said_to_be_held() -> None:
    meeting = make_meeting()
    with pytest.raises(ValidationError) as refused:
        change(meeting, state=MeetingState.HELD)
    assert list(refused.value.message_dict) == ["state"]
    pass_by(meeting, hours=1)
    assert change(meeting, state=MeetingState.HELD) == 0


@pytest.mark.parametrize(("day", "number"), [((2027, 3, 28), 3), ((2027, 10, 31), 9)])
def test_slots_are_real_minutes_in_the_night_in_which_the_clocks_change(
    day: tuple[int, int, int], number: int
) -> None:
    start, finish = (datetime(*day, hour, 30, tzinfo=clock.LONDON) for hour in (0, 2))
    meeting = make_meeting(starts_at=start, ends_at=finish)
    slots = list(meeting.slots.order_by("number"))
    assert len(slots) == number
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(minutes=20)}
    assert [slot.starts_at for slot in slots[1:]] == [slot.ends_at for slot in slots[:-1]]


def test_a_slot_that_was_given_back_may_fall_away_and_come_back() -> None:
    meeting = make_meeting()
    booking = make_slot_booking(meeting, number=3)
    cancel_slot(booking=booking, actor=None)
    change(meeting, ends_at=meeting.ends_at - timedelta(minutes=30))
    assert len(times(meeting)) == 1
    assert meeting.slots.get(number=3).dropped
    change(meeting, ends_at=meeting.ends_at)
    assert len(times(meeting)) == 3


def test_a_form_that_is_older_than_the_last_change_saves_nothing() -> None:
    meeting = make_meeting()
    make_slot_booking(meeting)
    old, mark = SupportMeeting.objects.get(pk=meeting.pk), opened_mark(meeting)
    cancel_meeting(meeting_id=meeting.pk, reason="Snow", actor=None)
    with pytest.raises(ValidationError, match="changed since"):
        save_meeting(meeting=old, actor=None, opened=mark)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_what_we_cancel_ends_every_booking_and_tells_everybody_once_with_the_reason() -> None:
    meeting = make_meeting()
    for number in (1, 2):
        make_slot_booking(meeting, number=number)
    assert cancel_meeting(meeting_id=meeting.pk, reason="The teacher is ill", actor=None) == 2
    with pytest.raises(CannotChangeMeeting, match="cancelled already"):
        cancel_meeting(meeting_id=meeting.pk, reason="Again", actor=None)
    assert set(SlotBooking.objects.values_list("state", flat=True)) == {"meeting_cancelled"}
    mails = Message.objects.filter(template_key="slot-meeting-cancelled")
    assert mails.count() == 2
    assert all("The teacher is ill" in mail.body for mail in mails)
    assert all("METHOD:CANCEL" in mail.attachment for mail in mails)


def test_what_is_over_was_held_and_is_not_cancelled() -> None:
    meeting = make_meeting()
    assert note_what_was_held() == 0
    pass_by(meeting, hours=1)
    assert (note_what_was_held(), note_what_was_held()) == (1, 0)
    with pytest.raises(CannotChangeMeeting, match="over"):
        cancel_meeting(meeting_id=meeting.pk, reason="Late", actor=None)


def test_a_clinic_says_what_it_is_about_and_a_lift_meeting_where() -> None:
    assert str(make_clinic(area_of_need=AreaOfNeedFactory())).startswith(
        "Drop-in clinic: communication and interaction, Thanet: "
    )
    assert make_meeting().title == "LIFT meeting, Thanet"
    assert make_meeting(closes_at=clock.now() - timedelta(days=1)).is_bookable() is False
