"""A slot is one school's, once, and comes back when it is given back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings.places.errors import TooManyBookings
from bookings.slots.errors import EnoughSlots, NotInLift, SlotClosed, SlotNotForThem, SlotTaken
from bookings.slots.models import SlotBooking, SlotEvent, SupportMeeting
from bookings.slots.services import bookings as service
from bookings.slots.services.bookings import book_slot, cancel_slot, change_question
from portal.accounts.models import Membership
from portal.base import clock
from portal.notify.models import Message
from tests.calendar_readers import read_by_both
from tests.factories.slots import (
    QUESTION,
    first_slot,
    make_clinic,
    make_meeting,
    make_slot_booking,
    thanet_booker,
    thanet_school,
)
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def book(meeting: SupportMeeting, *, number: int = 1, **given: Any) -> SlotBooking:
    """Books as somebody new unless told who."""
    if "booker" not in given:
        _user, given["booker"], given["school"] = thanet_booker()
    given.setdefault("area", meeting.area_of_need or AreaOfNeedFactory())
    return book_slot(
        slot_id=first_slot(meeting, number).pk,
        question=given.pop("question", QUESTION),
        idem_key=given.pop("idem_key", None) or uuid.uuid4(),
        actor=None,
        **given,
    )


def test_a_booked_slot_is_confirmed_by_mail_with_a_calendar_entry_and_without_the_question() -> None:
    booking = book(make_meeting())
    assert booking.is_live
    assert list(booking.events.values_list("kind", flat=True)) == ["booked"]
    [mail] = Message.objects.all()
    assert mail.to == booking.booker.email and booking.reference in mail.body
    assert booking.key in mail.body and QUESTION not in mail.body
    assert "METHOD:REQUEST" in mail.attachment


def test_of_two_for_one_slot_the_second_reads_that_it_is_taken() -> None:
    meeting = make_meeting()
    book(meeting)
    with pytest.raises(SlotTaken):
        book(meeting)
    assert SlotBooking.objects.count() == Message.objects.count() == 1


def test_the_database_gives_no_slot_twice_whatever_the_code_does() -> None:
    first = book(make_meeting())
    _user, booker, school = thanet_booker()
    with pytest.raises(IntegrityError), transaction.atomic():
        SlotBooking.objects.create(
            slot=first.slot,
            school=school,
            booker=booker,
            area_of_need=first.area_of_need,
            question=QUESTION,
            idem_key=uuid.uuid4(),
        )


def test_pressing_twice_books_once_and_sends_one_mail() -> None:
    meeting, key = make_meeting(), uuid.uuid4()
    _user, booker, school = thanet_booker()
    made = [book(meeting, booker=booker, school=school, idem_key=key) for _press in range(3)]
    assert len({booking.pk for booking in made}) == 1 and Message.objects.count() == 1


def test_a_form_that_was_used_books_no_other_slot_and_for_nobody_else() -> None:
    meeting, key = make_meeting(), uuid.uuid4()
    _user, booker, school = thanet_booker()
    book(meeting, booker=booker, school=school, idem_key=key)
    with pytest.raises(SlotClosed, match="used already"):
        book(meeting, number=2, booker=booker, school=school, idem_key=key)
    with pytest.raises(SlotClosed, match="used already"):
        book(meeting, idem_key=key)


def test_a_school_has_two_slots_in_a_meeting_at_most() -> None:
    meeting = make_meeting()
    _user, booker, school = thanet_booker()
    for number in (1, 2):
        book(meeting, number=number, booker=booker, school=school)
    with pytest.raises(EnoughSlots, match="2 slots"):
        book(meeting, number=3, booker=booker, school=school)
    cancel_slot(booking=SlotBooking.objects.latest("pk"), actor=None)
    assert book(meeting, number=3, booker=booker, school=school).is_live


def test_a_school_of_another_district_is_refused() -> None:
    _user, booker, school = thanet_booker()
    with pytest.raises(SlotNotForThem, match="schools and settings in Swale"):
        book(make_meeting(district=DistrictFactory(slug="swale")), booker=booker, school=school)


def test_teachers_book_a_clinic_and_only_the_senco_or_head_books_lift() -> None:
    school = thanet_school()
    for role in (Membership.Role.STAFF, Membership.Role.BUSINESS):
        _user, booker, _school = thanet_booker(school=school, role=role)
        with pytest.raises(SlotNotForThem, match="SENCO or head"):
            book(make_meeting(), booker=booker, school=school)
        assert book(make_clinic(), booker=booker, school=school).is_live
    _user, head, _school = thanet_booker(school=school, role=Membership.Role.APPROVER)
    assert book(make_meeting(), booker=head, school=school).is_live


def test_who_left_the_school_books_nothing_for_it() -> None:
    _user, booker, school = thanet_booker()
    Membership.objects.update(ended_on=clock.today())
    with pytest.raises(SlotNotForThem, match="do not belong"):
        book(make_meeting(), booker=booker, school=school)


def test_what_never_goes_through_lift_is_refused_with_where_to_go_instead() -> None:
    sensory = AreaOfNeedFactory(slug="hearing", lift_instead="Refer straight to the county service.")
    with pytest.raises(NotInLift, match="county service"):
        book(make_meeting(), area=sensory)
    sensory.lift_name = "Physical disability"
    sensory.save()
    assert book(make_meeting(), area=sensory).area_words == "Physical disability"


def test_a_clinic_takes_questions_about_its_own_area_only() -> None:
    with pytest.raises(NotInLift, match="another area"):
        book(make_clinic(), area=AreaOfNeedFactory(slug="cognition-and-learning"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "draft"}, "not open"),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "held"}, "taken place"),
        ({"closes_at": clock.now() - timedelta(hours=1)}, "agenda of this meeting was closed"),
    ],
)
def test_nobody_books_what_is_not_open(changes: dict[str, Any], words: str) -> None:
    meeting = make_meeting()
    SupportMeeting.objects.filter(pk=meeting.pk).update(**changes)
    with pytest.raises(SlotClosed, match=words):
        book(meeting)


def test_nobody_books_slots_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_IN_AN_HOUR", 2)
    _user, booker, school = thanet_booker()
    for _time in range(2):
        cancel_slot(booking=book(make_meeting(), booker=booker, school=school), actor=None)
    with pytest.raises(TooManyBookings):
        book(make_meeting(), booker=booker, school=school)


def test_a_slot_that_is_given_back_is_free_at_once_and_the_calendar_entry_goes() -> None:
    meeting = make_meeting()
    booking = book(meeting)
    assert cancel_slot(booking=booking, actor=None, by_link=True)
    assert not cancel_slot(booking=booking, actor=None, by_link=True)
    booked, cancelled = Message.objects.order_by("pk")
    assert "METHOD:CANCEL" in cancelled.attachment
    [first], [last] = (read_by_both(mail.attachment).entries for mail in (booked, cancelled))
    assert first.uid == last.uid and first.sequence < last.sequence
    assert first.start == booking.slot.starts_at
    event = booking.events.latest("pk")
    assert (event.kind, event.by_link) == (SlotEvent.Kind.CANCELLED, True)
    assert book(meeting).slot == booking.slot


def test_a_slot_that_has_begun_is_not_given_back() -> None:
    booking = make_slot_booking()
    with pytest.raises(SlotClosed, match="has begun"):
        cancel_slot(booking=booking, actor=None, now=booking.slot.starts_at)


def test_a_question_is_changed_until_the_agenda_is_closed() -> None:
    booking = make_slot_booking()
    other = AreaOfNeedFactory(slug="cognition-and-learning")
    asked = {"booking": booking, "question": "What helps with spelling?", "area": other, "actor": None}
    assert change_question(**asked) and not change_question(**asked)
    booking.refresh_from_db()
    assert (booking.question, booking.area_of_need) == ("What helps with spelling?", other)
    assert list(booking.events.values_list("kind", flat=True)) == ["booked", "changed"]
    with pytest.raises(SlotClosed, match="preparing"):
        change_question(**asked, now=booking.meeting.closes)


def test_names_with_accents_and_emoji_stand_in_the_mail_as_they_are_written() -> None:
    school = thanet_school(name="Saint O'Brien’s & Sons <School>")
    _user, booker, _school = thanet_booker(school=school, name="Siân O'Brien-Nguyễn 🎉")
    book(make_meeting(), booker=booker, school=school)
    mail = Message.objects.get()
    assert "Dear Siân O'Brien-Nguyễn 🎉" in mail.body and school.name in mail.body
