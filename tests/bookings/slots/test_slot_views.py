"""A slot's own address: who has it sees the slot and gives it back; looking changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.slots.models import LiftAction, SlotBooking, SlotEvent, SupportMeeting
from portal.accounts.models import Membership
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.slots.steps import ACTION, agree, colleague
from tests.calendar_readers import read_by_both
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker
from tests.factories.slots import QUESTION, make_clinic, make_meeting, make_slot_booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

NAMES = ("slots:slot", "slots:done", "slots:question", "slots:calendar")


def of(booking: SlotBooking, name: str = "slots:slot") -> str:
    return reverse(name, args=[booking.key])


def words_of(response: HttpResponse) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def kept() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values()) for model in (SlotBooking, SlotEvent, LiftAction)
    ] + [Message.objects.count()]


def test_looking_changes_nothing_and_is_kept_by_nobody(client: Client) -> None:
    booking = make_slot_booking()
    start = booking.meeting.starts_at
    agree(booking)
    # To come again, as the question is open for change until then.
    SupportMeeting.objects.filter(pk=booking.meeting.pk).update(starts_at=start)
    before = kept()
    for name in NAMES:
        for ask in (client.get, client.head):
            response = ask(f"{of(booking, name)}?do=cancel&action=1")
            assert response.status_code == 200
            assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    assert kept() == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["made-up", "x" * 22, "é", "%20"])
def test_a_key_that_was_never_given_out_is_not_found(client: Client, name: str, key: str) -> None:
    make_slot_booking()
    address = reverse(name, args=["KEY"]).replace("KEY", key)
    assert client.get(address).status_code == 404
    if name in ("slots:slot", "slots:question"):
        assert client.post(address, {"do": "cancel"}).status_code == 404
    assert SlotBooking.objects.live().count() == 1


def test_one_press_without_signing_in_gives_the_slot_back_and_a_second_changes_nothing(
    client: Client,
) -> None:
    booking = make_slot_booking()
    for _press in range(2):
        page = client.post(of(booking), {"do": "cancel"}, follow=True)
    assert "This slot is cancelled" in words_of(page)
    assert Message.objects.filter(template_key="slot-cancelled").count() == 1
    assert booking.events.latest("pk").by_link


def test_a_slot_that_has_begun_is_refused_with_a_sentence(client: Client) -> None:
    booking = make_slot_booking()
    now = clock.now()
    booking.slot.starts_at, booking.slot.ends_at = now - timedelta(minutes=1), now + timedelta(hours=1)
    booking.slot.save()
    response = client.post(of(booking), {"do": "cancel"})
    assert response.status_code == 409 and "has begun" in words_of(response)


def test_the_question_is_changed_and_what_is_wrong_with_it_is_said(client: Client) -> None:
    booking = make_slot_booking()
    given = {"area": booking.area_of_need.slug, "question": "DOB 3/4 of a pupil"}
    assert "date of birth" in words_of(client.post(of(booking, "slots:question"), given))
    given["question"] = "What helps two pupils with spelling?"
    page = client.post(of(booking, "slots:question"), given, follow=True)
    assert given["question"] in words_of(page)
    SupportMeeting.objects.update(closes_at=clock.now() - timedelta(hours=1))
    given["question"] = QUESTION
    late = client.post(of(booking, "slots:question"), given)
    assert late.status_code == 409 and "preparing" in words_of(late)
    assert client.get(of(booking, "slots:question")).status_code == 302


def test_the_link_to_join_is_shown_from_a_day_before_and_to_who_has_the_slot(client: Client) -> None:
    clinic = make_clinic(joining_link="https://meet.example/secret")
    booking = make_slot_booking(clinic)
    public = reverse("slots:clinic", args=[clinic.uid])
    assert b"secret" not in client.get(of(booking)).content + client.get(public).content
    soon = clock.now() + timedelta(hours=3)
    booking.slot.starts_at, booking.slot.ends_at = soon, soon + timedelta(minutes=15)
    booking.slot.save()
    assert b"https://meet.example/secret" in client.get(of(booking)).content
    assert b"secret" not in client.get(public).content
    client.post(of(booking), {"do": "cancel"})
    assert b"secret" not in client.get(of(booking)).content


def test_the_calendar_file_holds_the_slot_and_takes_it_out_again(client: Client) -> None:
    booking = make_slot_booking()
    [first] = read_by_both(client.get(of(booking, "slots:calendar")).content.decode()).entries
    assert (first.start, first.status) == (booking.slot.starts_at, "CONFIRMED")
    client.post(of(booking), {"do": "cancel"})
    gone = read_by_both(client.get(of(booking, "slots:calendar")).content.decode())
    assert gone.method == "CANCEL" and gone.entries[0].sequence > first.sequence


def test_who_has_left_the_school_has_no_calendar_file_and_so_no_link_to_join(client: Client) -> None:
    booking = make_slot_booking(make_clinic(joining_link="https://meet.example/secret"))
    soon = clock.now() + timedelta(hours=3)
    booking.slot.starts_at, booking.slot.ends_at = soon, soon + timedelta(minutes=15)
    booking.slot.save()
    assert b"secret" in client.get(of(booking, "slots:calendar")).content
    Membership.objects.filter(person=booking.booker).update(ended_on=clock.today())
    assert client.get(of(booking, "slots:calendar")).status_code == 404
    done = client.get(of(booking, "slots:done"))
    assert (done.status_code, done["Location"]) == (302, of(booking))
    head, _person, _school = make_booker(booking.school, role=Membership.Role.APPROVER)
    sign_in(client, head)
    file = client.get(of(booking, "slots:calendar")).content.decode().replace("\r\n ", "")
    assert "secret" in file
    assert booking.booker.email not in file and head.email in file


def test_the_school_reads_what_was_agreed_once_it_was_told_and_says_what_it_has_done(
    client: Client,
) -> None:
    booking = make_slot_booking()
    agree(booking, told=False)
    assert ACTION not in words_of(client.get(of(booking)))
    theirs, ours = agree(booking), agree(booking, owner=colleague())
    page = client.get(of(booking))
    assert words_of(page).count(ACTION) >= 3 and "We told your school on" in words_of(page)
    for action in (theirs, ours):
        client.post(of(booking), {"do": "done", "action": action.pk})
        action.refresh_from_db()
    assert theirs.done_at is not None and ours.done_at is None
    client.post(of(booking), {"do": "done", "action": "9" * 30})


def test_nobody_marks_another_schools_action_through_their_own_link(client: Client) -> None:
    meeting = make_meeting()
    mine, other = (make_slot_booking(meeting, number=number) for number in (1, 2))
    action = agree(other)
    client.post(of(mine), {"do": "done", "action": action.pk})
    action.refresh_from_db()
    assert action.done_at is None


def test_once_who_booked_has_left_the_school_the_link_tells_and_changes_nothing_more(
    client: Client,
) -> None:
    booking = make_slot_booking()
    Membership.objects.update(ended_on=clock.today())
    page = words_of(client.get(of(booking)))
    assert QUESTION not in page and booking.reference not in page
    client.post(of(booking), {"do": "cancel"})
    assert SlotBooking.objects.live().exists()
    user, _senco, _school = make_booker(booking.school)
    sign_in(client, user, mfa=False)
    assert QUESTION in words_of(client.get(of(booking)))


@pytest.mark.parametrize(
    ("role", "reads"),
    [("senco", True), ("approver", True), ("business", False), ("staff", False)],
)
def test_those_who_speak_for_the_school_see_its_slots_and_actions_and_no_colleague_else(
    client: Client, role: str, reads: bool
) -> None:
    booking = make_slot_booking()
    agree(booking)
    user, _person, _school = make_booker(booking.school, role=role)
    sign_in(client, user, mfa=False)
    for name in ("slots:own", "bookings:list"):
        assert (booking.reference in words_of(client.get(reverse(name)))) is reads
    assert (ACTION in words_of(client.get(reverse("slots:own")))) is reads


def test_another_school_sees_none_of_it(client: Client) -> None:
    booking = make_slot_booking()
    user, _person, _school = make_booker()
    sign_in(client, user, mfa=False)
    assert booking.reference not in words_of(client.get(reverse("slots:own")))
