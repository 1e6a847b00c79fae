"""Officers set up clinics and LIFT meetings; those who answer read the agenda."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.slots.models import SlotBooking, SupportMeeting
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.slots.staff.steps import signed_in
from tests.factories.accounts import PersonFactory
from tests.factories.slots import QUESTION, make_meeting, make_slot_booking
from tests.factories.training import TrainerFactory
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
        ({"starts_at": ""}, "Enter starts"),
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


def test_a_change_of_time_says_how_many_were_told(client: Client) -> None:
    signed_in(client, "Officers")
    client.post(reverse("support_meetings:add"), filled())
    meeting = SupportMeeting.objects.get()
    make_slot_booking(meeting)
    changed = filled(starts_at=f"{clock.today() + timedelta(days=10)} 13:00", opened="open.0")
    page = client.post(reverse("support_meetings:edit", args=[meeting.pk]), changed, follow=True)
    assert "We have told 1 person with a slot" in page.content.decode()
    old = client.post(reverse("support_meetings:edit", args=[meeting.pk]), changed)
    assert "changed since you opened this form" in old.content.decode()
    assert Message.objects.filter(template_key="slot-moved").count() == 1


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
