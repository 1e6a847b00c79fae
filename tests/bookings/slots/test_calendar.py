"""Slots in the calendars that read by themselves: as they came by mail, and no word more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.places.feeds.services import make_address
from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.services.bookings import cancel_slot
from bookings.slots.services.meetings import cancel_meeting, save_meeting
from portal.accounts.models import Membership, Person
from portal.base import clock, snapshot
from portal.notify.models import Message
from tests.calendar_readers import Entry, read_by_both
from tests.factories.places import make_booker, make_booking
from tests.factories.slots import (
    QUESTION,
    make_clinic,
    make_meeting,
    make_slot_booking,
    pass_by,
    thanet_booker,
    thanet_school,
)
from tests.factories.training import VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]
LINK = "https://meet.example/secret"


def text_of(holder: Person | Membership) -> str:
    """What a calendar reads at the holder's address, without signing in."""
    whose = "membership" if isinstance(holder, Membership) else "person"
    address = make_address(**{whose: holder})  # type: ignore[arg-type]
    response = Client().get(reverse("bookings:feed", args=[address.key]))
    assert response.status_code == 200
    return response.content.decode()


def entries_of(holder: Person | Membership) -> list[Entry]:
    return read_by_both(text_of(holder)).entries


def mailed(booking: SlotBooking) -> Entry:
    """The entry in the newest mail about it."""
    message = Message.objects.filter(to=booking.booker.email).exclude(attachment="").order_by("-pk")[0]
    (entry,) = read_by_both(message.attachment).entries
    return entry


def in_a_new_school(role: str = Membership.Role.SENCO) -> Membership:
    _user, person, _school = thanet_booker(role=role)
    return person.memberships.get()


def same(entry: Entry, other: Entry) -> bool:
    """Whether a calendar would take them for one, as it is now."""
    return all(
        getattr(entry, name) == getattr(other, name)
        for name in ("uid", "sequence", "start", "end", "summary", "status")
    )


def move(meeting: SupportMeeting, by: timedelta) -> None:
    fresh = SupportMeeting.objects.get(pk=meeting.pk)
    fresh.starts_at, fresh.ends_at = fresh.starts_at + by, fresh.ends_at + by
    save_meeting(meeting=fresh, actor=None)


def test_a_slot_stands_in_one_s_own_and_the_school_s_calendar_as_it_came_by_mail() -> None:
    booking = make_slot_booking(make_clinic(venue=VenueFactory()), number=2)
    sent = mailed(booking)
    for holder in (booking.booker, booking.booker.memberships.get()):
        (entry,) = entries_of(holder)
        assert same(entry, sent)
        assert entry.location == sent.location
        assert entry.description.startswith(sent.description)


def test_it_stands_beside_the_training() -> None:
    booking = make_slot_booking()
    make_booking(booker=booking.booker, school=booking.school)
    assert len(entries_of(booking.booker)) == 2
    assert len(entries_of(booking.booker.memberships.get())) == 2


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        (datetime(2027, 3, 26, 9, 30, tzinfo=UTC), 9),
        (datetime(2027, 3, 30, 8, 30, tzinfo=UTC), 8),
        (datetime(2027, 10, 29, 8, 30, tzinfo=UTC), 8),
        (datetime(2027, 11, 2, 9, 30, tzinfo=UTC), 9),
    ],
)
def test_half_past_nine_is_half_past_nine_on_both_sides_of_a_clock_change(
    start: datetime, hour: int
) -> None:
    booking = make_slot_booking(make_meeting(starts_at=start))
    (entry,) = entries_of(booking.booker)
    assert (entry.start.hour, entry.start.minute) == (hour, 30)
    assert "DTSTART;TZID=Europe/London:" in text_of(booking.booker)
    assert "T093000" in text_of(booking.booker)
    assert entry.start == mailed(booking).start


def test_a_slot_that_moves_over_a_clock_change_replaces_the_entry_that_came_by_mail() -> None:
    start = datetime(2027, 3, 23, 9, 30, tzinfo=UTC)
    booking = make_slot_booking(make_meeting(starts_at=start))
    (before,) = entries_of(booking.booker)
    move(booking.meeting, timedelta(days=7, hours=-1))
    (after,) = entries_of(booking.booker)
    assert after.uid == before.uid and after.sequence > before.sequence
    assert clock.say_time(after.start) == "9:30am"
    assert same(after, mailed(booking))


@pytest.mark.parametrize(
    "end",
    [
        lambda booking: cancel_slot(booking=booking, actor=None),
        lambda booking: cancel_meeting(meeting_id=booking.meeting.pk, reason="Snow", actor=None),
    ],
)
def test_a_slot_that_is_given_back_or_called_off_says_so_until_it_would_have_ended(
    end: Callable[[SlotBooking], object], fixed_clock: time_machine.Traveller
) -> None:
    booking = make_slot_booking()
    (before,) = entries_of(booking.booker)
    end(booking)
    for holder in (booking.booker, booking.booker.memberships.get()):
        (entry,) = entries_of(holder)
        assert (entry.status, entry.summary) == ("CANCELLED", f"Cancelled: {before.summary}")
        assert same(entry, mailed(booking))
        assert entry.uid == before.uid and entry.sequence > before.sequence
    fixed_clock.move_to(booking.slot.ends_at)
    assert entries_of(booking.booker) == []


def test_no_question_no_name_no_link_and_no_key_are_in_it() -> None:
    booking = make_slot_booking(
        make_meeting(joining_link=LINK, starts_at=clock.now() + timedelta(hours=2))
    )
    for holder in (booking.booker, booking.booker.memberships.get()):
        text = text_of(holder).replace("\r\n ", "")
        for word in (QUESTION, booking.booker.name, booking.booker.email, LINK, booking.key, "ATTENDEE"):
            assert word not in text
        (entry,) = entries_of(holder)
        assert entry.location == "Online"


def test_who_does_not_speak_for_the_school_reads_only_the_slots_they_booked() -> None:
    school = thanet_school()
    _user, office, _school = make_booker(school, role=Membership.Role.BUSINESS)
    make_slot_booking(school=school)
    assert entries_of(office) == []
    assert entries_of(office.memberships.get()) == []
    own = make_slot_booking(make_clinic(), booker=office, school=school)
    assert [entry.uid for entry in entries_of(office)] == [mailed(own).uid]
    assert entries_of(office.memberships.get()) == []


def test_another_school_reads_nothing_of_it() -> None:
    make_slot_booking()
    other = in_a_new_school()
    assert entries_of(other) == entries_of(other.person) == []


def test_who_has_left_the_school_leaves_its_slots_to_the_school_s_calendar() -> None:
    booking = make_slot_booking()
    _user, head, _school = make_booker(booking.school, role=Membership.Role.APPROVER)
    Membership.objects.filter(person=booking.booker).update(ended_on=clock.today())
    assert entries_of(booking.booker) == entries_of(head) == []
    assert len(entries_of(head.memberships.get())) == 1


def test_what_was_held_stays_for_a_term() -> None:
    booking = make_slot_booking()
    pass_by(booking.meeting, days=92)
    assert len(entries_of(booking.booker)) == 1
    pass_by(booking.meeting, days=94)
    assert entries_of(booking.booker) == []


def test_it_is_the_same_byte_for_byte_until_something_changes(
    fixed_clock: time_machine.Traveller,
) -> None:
    booking = make_slot_booking()
    address = reverse("bookings:feed", args=[make_address(person=booking.booker).key])
    first = Client().get(address)
    fixed_clock.shift(timedelta(hours=5))
    tag = {"If-None-Match": first["ETag"]}
    assert Client().get(address, headers=tag).status_code == 304
    assert Client().get(address).content == first.content
    move(booking.meeting, timedelta(hours=1))
    assert Client().get(address, headers=tag).status_code == 200


def test_slots_take_one_statement_however_many_there_are() -> None:
    membership = in_a_new_school()

    def statements() -> int:
        entries_of(membership)
        snapshot.forget_stamps()
        with CaptureQueriesContext(connection) as found:
            entries_of(membership)
        return len(found)

    make_slot_booking(booker=membership.person)
    few = statements()
    for _number in range(3):
        make_slot_booking(make_clinic(venue=VenueFactory()), booker=membership.person)
    assert statements() == few
