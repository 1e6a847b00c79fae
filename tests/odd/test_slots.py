"""Whatever is typed into the forms of clinics and LIFT, it is answered in words and nothing is half written."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.slots.models import LiftAction, Slot, SlotBooking, SlotEvent, SupportMeeting
from portal.accounts.models import Membership
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.slots.staff.steps import signed_in
from tests.bookings.slots.steps import ACTION, agree
from tests.factories.accounts import MembershipFactory, sign_in
from tests.factories.slots import (
    QUESTION,
    begin,
    first_slot,
    make_clinic,
    make_meeting,
    make_slot_booking,
    thanet_booker,
    thanet_school,
)
from tests.odd_input import filled, form_of, rows_of, send, try_odd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

state = rows_of(SupportMeeting, Slot, SlotBooking, SlotEvent, LiftAction, Message)


def works(client: Client, address: str, fields: Any) -> None:
    """The form as it stands is taken; else all that follows would prove nothing."""
    assert send(client, address, fields).status_code == 302


@pytest.mark.parametrize("lift", [False, True])
def test_the_form_that_books_a_slot(client: Client, lift: bool) -> None:
    meeting = make_meeting() if lift else make_clinic()
    make_slot_booking(meeting, number=2)
    user, person, school = thanet_booker()
    MembershipFactory(person=person, school=thanet_school(), role=Membership.Role.SENCO)
    sign_in(client, user, mfa=False)
    address = reverse("slots:lift_one" if lift else "slots:clinic", args=[meeting.uid])
    fields = filled(
        form_of(client.get(address).content, "question"),
        slot=first_slot(meeting).pk, school=school.pk, question=QUESTION,
    )  # fmt: skip
    if lift:
        fields = filled(fields, area=SlotBooking.objects.get().area_of_need.slug)
    kept = ["slot", "school", "question", "key", *(["area"] if lift else [])]
    assert try_odd(client, address, fields, state=state, kept=kept) == []
    works(client, address, fields)


def test_the_form_that_changes_a_question(client: Client) -> None:
    booking = make_slot_booking()
    address = reverse("slots:question", args=[booking.key])
    fields = filled(form_of(client.get(address).content, "question"), question=f"{QUESTION} And then?")
    assert try_odd(client, address, fields, state=state, kept=["question", "area"]) == []
    works(client, address, fields)


def test_the_buttons_of_a_slot(client: Client) -> None:
    booking = make_slot_booking()
    other = agree(make_slot_booking())
    address = reverse("slots:slot", args=[booking.key])
    fields = [("do", "done"), ("action", str(other.pk))]
    assert try_odd(client, address, fields, state=state, names=["do", "action"]) == []
    send(client, address, fields)
    assert LiftAction.objects.get().done_at is None


@pytest.mark.parametrize("new", [True, False])
def test_the_form_of_a_date(client: Client, new: bool) -> None:
    signed_in(client, "Officers")
    meeting = make_clinic()
    address = reverse("support_meetings:add")
    if not new:
        address = reverse("support_meetings:edit", args=[meeting.pk])
    shown = form_of(client.get(address).content, "starts_at")
    fields = filled(
        shown,
        district=meeting.district.pk,
        area_of_need=meeting.area_of_need.pk,
        starts_at=f"{clock.in_london(meeting.starts_at):%Y-%m-%d %H:%M}",
        ends_at=f"{clock.in_london(meeting.ends_at):%Y-%m-%d %H:%M}",
        slot_minutes=15,
    )
    kept = ["kind", "state", "district", "area_of_need", "starts_at", "ends_at", "slot_minutes"]
    names = ["state", "district", "starts_at", "slot_minutes", "venue", "opened"]
    if new:
        names += ["kind", "area_of_need", "ends_at", "closes_at", "trainers", "joining_link"]
    assert try_odd(client, address, fields, state=state, names=names, kept=kept) == []
    works(client, address, fields)


def test_the_form_that_moves_a_date_on_which_slots_are_booked(client: Client) -> None:
    signed_in(client, "Officers")
    meeting = make_slot_booking(make_clinic()).meeting
    address = reverse("support_meetings:edit", args=[meeting.pk])
    shown = form_of(client.get(address).content, "starts_at")
    later = clock.in_london(meeting.ends_at)
    fields = filled(
        shown, starts_at=f"{later:%Y-%m-%d} {later:%H}:00", ends_at=f"{later:%Y-%m-%d} 23:00"
    )
    names = [
        "starts_at",
        "ends_at",
        "closes_at",
        "opened",
        "confirmed",
        "venue",
        "trainers",
        "slot_minutes",
    ]
    assert try_odd(client, address, fields, state=state, names=names) == []


def test_the_form_that_records_actions(client: Client) -> None:
    signed_in(client, "Officers")
    booking = make_slot_booking()
    begin(booking.meeting)
    known = agree(booking, told=False)
    address = reverse("support_meetings:record", args=[booking.meeting.pk])
    fields = filled(
        form_of(client.get(address).content, "form-0-text"),
        **{"form-1-text": ACTION, "form-1-booking": booking.pk, "form-1-due_on": str(clock.today())},
    )
    assert ("form-0-id", str(known.pk)) in fields
    kept = ["form-0-text", "form-1-text", "form-1-booking", "form-1-due_on"]
    counters = [name for name, _value in fields if name.endswith("_FORMS")]
    rows = [name for name, _value in fields if name.startswith(("form-0-", "form-1-"))]
    assert try_odd(client, address, fields, state=state, names=rows, kept=kept) == []
    assert try_odd(client, address, fields, state=state, names=counters) == []
    works(client, address, fields)


def test_the_form_that_cancels_a_date(client: Client) -> None:
    signed_in(client, "Officers")
    meeting = make_slot_booking().meeting
    address = reverse("support_meetings:cancel", args=[meeting.pk])
    fields = filled(form_of(client.get(address).content, "reason"), reason="Snow")
    assert try_odd(client, address, fields, state=state) == []
    works(client, address, fields)


def test_the_days_of_copies(client: Client) -> None:
    signed_in(client, "Officers")
    meeting = make_clinic()
    address = reverse("support_meetings:series", args=[meeting.pk])
    assert try_odd(client, address, [("day", "2027-03-09")], state=state) == []
