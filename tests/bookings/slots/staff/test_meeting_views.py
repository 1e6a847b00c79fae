"""Officers set up clinics and LIFT meetings; those who answer read the agenda."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.slots.models import SlotBooking, SupportMeeting
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.slots.staff.steps import signed_in
from tests.factories.accounts import PersonFactory
from tests.factories.slots import QUESTION, make_meeting, make_slot_booking
from tests.factories.training import SessionFactory, TrainerFactory, VenueFactory
from tests.factories.vocabulary import AreaOfNeedFactory, DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def filled(**given: Any) -> dict[str, Any]:
    """The form of a clinic of two hours in ten days."""
    day = clock.today() + timedelta(days=10)
    values = {
        "kind": "clinic",
        "state": "open",
        "district": DistrictFactory(slug="thanet").pk,
        "area_of_need": AreaOfNeedFactory().pk,
        "starts_at": f"{day} 13:30",
        "ends_at": f"{day} 15:30",
        "slot_minutes": "",
        "closes_at": "",
        "venue": "",
        "joining_link": "",
        "opened": "",
    }
    return {**values, **given}


def test_an_officer_adds_a_clinic_and_it_has_its_slots(client: Client) -> None:
    signed_in(client, "Officers")
    assert b"e.g. 2027-03-09 13:30" in client.get(reverse("support_meetings:add")).content
    client.post(reverse("support_meetings:add"), filled())
    meeting = SupportMeeting.objects.get()
    assert [slot.time_words for slot in meeting.slots.all()][:2] == [
        "1:30pm to 1:45pm",
        "1:45pm to 2:00pm",
    ]
    assert meeting.slots.count() == 8
    page = client.get(reverse("support_meetings:index")).content.decode()
    assert "Drop-in clinic: communication and interaction, Thanet" in page and "0 of 8" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "lift"}, "leave this empty"),
        ({"area_of_need": ""}, "Say what the clinic is about"),
        ({"ends_at": "2020-01-01 10:00"}, "has to end after it starts"),
        ({"starts_at": "0206-03-09 10:00"}, "four digits"),
        ({"slot_minutes": "121"}, "less than or equal to 120"),
        ({"slot_minutes": "1" * 30}, "less than or equal to 120"),
        ({"starts_at": ""}, "Say when it starts"),
        ({"joining_link": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    signed_in(client, "Officers")
    response = client.post(reverse("support_meetings:add"), filled(**changes))
    assert response.status_code == 200 and words in response.content.decode()
    assert not SupportMeeting.objects.exists()


def booked_clinic(client: Client) -> SupportMeeting:
    """A clinic that an officer added, with one school in its first slot."""
    signed_in(client, "Officers")
    client.post(reverse("support_meetings:add"), filled())
    meeting = SupportMeeting.objects.get()
    make_slot_booking(meeting)
    return meeting


def earlier(**given: Any) -> dict[str, Any]:
    """Its form half an hour earlier."""
    day = clock.today() + timedelta(days=10)
    return filled(starts_at=f"{day} 13:00", opened="open.0", **given)


def press(client: Client, meeting: SupportMeeting, data: dict[str, Any]) -> Any:
    return client.post(reverse("support_meetings:edit", args=[meeting.pk]), data, follow=True)


def moved_mails() -> int:
    return Message.objects.filter(template_key="slot-moved").count()


def test_before_schools_are_told_it_is_shown_who_and_of_what_and_nothing_is_saved(
    client: Client,
) -> None:
    meeting = booked_clinic(client)
    booking = SlotBooking.objects.get()
    page = press(client, meeting, earlier(trainers=[TrainerFactory(name="Bola Example").pk]))
    shown = page.content.decode()
    assert "1 booked slot is concerned" in shown and "Nothing is saved yet" in shown
    assert f"Slot 1: {booking.school.name}" in shown and f"Told: {booking.booker.name}" in shown
    assert "1:30pm to 1:45pm" in shown and "1:00pm to 1:15pm" in shown
    assert "Who answers: not said yet" in shown and "Who answers: Bola Example" in shown
    meeting.refresh_from_db()
    assert clock.say_time(meeting.starts_at) == "1:30pm" and not meeting.trainers.exists()
    assert moved_mails() == 0


def test_the_answer_saves_it_and_tells_them_once_however_often_it_is_pressed(client: Client) -> None:
    meeting = booked_clinic(client)
    asked = press(client, meeting, earlier())
    answer = dict(asked.context["typed"]) | {"confirmed": asked.context["mark"]}
    assert "We have told 1 person with a slot" in press(client, meeting, answer).content.decode()
    assert "changed since you opened this form" in press(client, meeting, answer).content.decode()
    meeting.refresh_from_db()
    assert clock.say_time(meeting.starts_at) == "1:00pm"
    assert moved_mails() == 1


def test_the_answer_to_another_change_or_before_another_school_booked_is_asked_again(
    client: Client,
) -> None:
    meeting = booked_clinic(client)
    mark = press(client, meeting, earlier()).context["mark"]
    other = press(client, meeting, earlier(confirmed=mark, venue=VenueFactory().pk))
    assert "Nothing is saved yet" in other.content.decode()
    make_slot_booking(meeting, number=2)
    late = press(client, meeting, earlier(confirmed=mark))
    assert "2 booked slots are concerned" in late.content.decode()
    meeting.refresh_from_db()
    assert clock.say_time(meeting.starts_at) == "1:30pm"
    assert moved_mails() == 0


def test_going_back_keeps_what_was_typed_and_saves_nothing(client: Client) -> None:
    meeting = booked_clinic(client)
    page = press(client, meeting, earlier(back="1")).content.decode()
    assert f'value="{clock.today() + timedelta(days=10)} 13:00"' in page
    meeting.refresh_from_db()
    assert clock.say_time(meeting.starts_at) == "1:30pm"


def test_a_change_that_concerns_nobody_is_saved_at_once(client: Client) -> None:
    meeting = booked_clinic(client)
    longer = filled(ends_at=f"{clock.today() + timedelta(days=10)} 16:30", opened="open.0")
    assert "Nothing is saved yet" not in press(client, meeting, longer).content.decode()
    meeting.refresh_from_db()
    assert clock.say_time(meeting.ends_at) == "4:30pm"


def test_who_cannot_be_told_by_e_mail_is_named_to_be_telephoned(client: Client) -> None:
    meeting = booked_clinic(client)
    SlotBooking.objects.get().booker.memberships.update(ended_on=clock.today())
    assert "telephone them" in press(client, meeting, earlier()).content.decode()


def test_a_trainer_who_gives_a_session_then_is_warned_about_and_the_date_is_saved(
    client: Client,
) -> None:
    signed_in(client, "Officers")
    amina = TrainerFactory(name="Amina Example")
    start = clock.in_london(clock.now() + timedelta(days=10)).replace(hour=13, minute=0, second=0)
    SessionFactory(meetings=[(start, start + timedelta(hours=3))], trainers=[amina])
    page = client.post(reverse("support_meetings:add"), filled(trainers=[amina.pk]), follow=True)
    assert "Amina Example has “" in page.content.decode()
    assert SupportMeeting.objects.get().trainers.get() == amina


def test_cancelling_asks_why_and_tells_everybody(client: Client) -> None:
    signed_in(client, "Officers")
    meeting = make_meeting()
    make_slot_booking(meeting)
    address = reverse("support_meetings:cancel", args=[meeting.pk])
    assert "1 slot is booked" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    page = client.post(address, {"reason": "Snow"}, follow=True).content.decode()
    assert "1 slot was booked: everybody concerned is told" in page
    assert not SlotBooking.objects.live().exists()
    assert "already" in client.post(address, {"reason": "Again"}).content.decode()


def test_a_copy_to_term_dates_makes_drafts_with_slots_and_no_bookings(client: Client) -> None:
    signed_in(client, "Officers")
    meeting = make_meeting(trainers=[TrainerFactory()])
    make_slot_booking(meeting)
    address = reverse("support_meetings:series", args=[meeting.pk])
    first = clock.in_london(meeting.starts_at).date() + timedelta(days=7)
    asked = client.get(address, {"first_day": first, "rhythm": "weekly", "number": 3})
    proposals = asked.context["proposals"]
    assert len([row for row in proposals if not row.skipped]) == 3
    days = [str(row.day) for row in proposals if not row.skipped]
    for _press in range(2):
        client.post(address, {"day": days})
    drafts = SupportMeeting.objects.filter(state="draft")
    assert drafts.count() == 3
    assert {draft.slots.count() for draft in drafts} == {3}
    assert {clock.say_time(draft.starts_at) for draft in drafts} == {"9:30am"}
    assert all(draft.trainers.count() == 1 for draft in drafts)
    assert "Tick at least one day" in client.post(address, {"day": ["x", "1999-01-01"]}).content.decode()


def test_those_who_answer_read_the_questions_and_other_trainers_do_not(client: Client) -> None:
    user = signed_in(client, "Trainers")
    own = make_meeting(trainers=[TrainerFactory(person=PersonFactory(user=user))])
    other = make_meeting()
    for meeting in (own, other):
        make_slot_booking(meeting, question=f"{QUESTION} {meeting.pk}")
    pages = [
        client.get(reverse("support_meetings:inspect", args=[meeting.pk])).content.decode()
        for meeting in (own, other)
    ]
    assert f"{QUESTION} {own.pk}" in pages[0] and "Free" in pages[0]
    assert QUESTION not in pages[1] and "not one of your meetings" in pages[1]
    assert client.get(reverse("support_meetings:edit", args=[own.pk])).status_code == 302


def test_auditors_read_no_question(client: Client) -> None:
    signed_in(client, "Auditors")
    booking = make_slot_booking()
    page = client.get(reverse("support_meetings:inspect", args=[booking.meeting.pk]))
    assert page.status_code == 200 and QUESTION not in page.content.decode()


def test_a_meeting_with_bookings_is_not_deleted(client: Client) -> None:
    signed_in(client, "Administrators")
    booking = make_slot_booking()
    client.post(reverse("support_meetings:delete", args=[booking.meeting.pk]))
    assert SupportMeeting.objects.exists()


def test_asking_before_a_clinic_is_moved_takes_no_more_queries_for_many_slots(client: Client) -> None:
    meeting = booked_clinic(client)
    press(client, meeting, earlier())
    counts = []
    for more in (range(2, 2), range(2, 9)):
        for number in more:
            make_slot_booking(meeting, number=number)
        with CaptureQueriesContext(connection) as queries:
            asked = press(client, meeting, earlier())
        assert len(asked.context["rows"]) == SlotBooking.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1]
