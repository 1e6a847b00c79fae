"""Staff record what LIFT agreed, tell the schools by one button, and see what is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.slots.models import LiftAction, SlotBooking
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.slots.staff.steps import signed_in
from tests.bookings.slots.steps import ACTION, agree, colleague
from tests.factories.accounts import PersonFactory
from tests.factories.slots import begin, make_clinic, make_meeting, make_slot_booking
from tests.factories.training import TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

EMPTY = {"booking": "", "text": "", "owner": "", "due_on": ""}
DUE = clock.today() + timedelta(days=14)


def form_of(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The formset with these rows; those with an ``id`` are there already."""
    known = [row for row in rows if "id" in row]
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(known), **more}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def row(about: SlotBooking, **given: Any) -> dict[str, Any]:
    values = {"booking": about.pk, "text": ACTION, "owner": "", "due_on": str(DUE)}
    return {**values, **given}


def address_of(booking: SlotBooking) -> str:
    return reverse("support_meetings:record", args=[booking.meeting.pk])


def begun() -> SlotBooking:
    """A school's question to a LIFT meeting that has begun."""
    booking = make_slot_booking()
    begin(booking.meeting)
    return booking


def test_before_the_meeting_begins_its_page_says_so_and_no_button_leads_there(client: Client) -> None:
    signed_in(client, "Officers")
    booking = make_slot_booking()
    listed = reverse("support_meetings:index")
    agenda = reverse("support_meetings:inspect", args=[booking.meeting.pk])
    for address in (listed, agenda):
        assert address_of(booking) not in client.get(address).content.decode()
    page = client.get(address_of(booking)).content.decode()
    assert "has not begun" in page and booking.question in page and "Save and tell" not in page
    begin(booking.meeting)
    for address in (listed, agenda):
        assert address_of(booking) in client.get(address).content.decode()
    assert "Save and tell" in client.get(address_of(booking)).content.decode()


def test_actions_sent_too_early_are_refused_with_what_was_typed_kept(client: Client) -> None:
    signed_in(client, "Officers")
    booking = make_slot_booking()
    response = client.post(address_of(booking), form_of(row(booking, text="Try sentence frames")))
    assert "has not begun" in response.content.decode()
    assert "Try sentence frames" in response.content.decode()
    assert not LiftAction.objects.exists()


def test_actions_are_recorded_and_the_school_is_told_by_one_button_once(client: Client) -> None:
    officer = signed_in(client, "Officers")
    booking, teacher = begun(), colleague()
    page = client.get(address_of(booking)).content.decode()
    assert booking.question in page and "Never a pupil’s name" in page
    client.post(address_of(booking), form_of(row(booking), row(booking, owner=teacher.pk), EMPTY))
    theirs, ours = LiftAction.objects.order_by("pk")
    assert (theirs.owner, ours.owner, ours.created_by) == (None, teacher, officer)
    assert not Message.objects.filter(template_key="lift-actions-told").exists()
    kept = form_of(row(booking, id=theirs.pk), row(booking, id=ours.pk, owner=teacher.pk), tell="1")
    for _press in range(2):
        said = client.post(address_of(booking), kept, follow=True).content.decode()
    assert Message.objects.filter(template_key="lift-actions-told").count() == 1
    assert "0 actions were told" in said
    assert not LiftAction.objects.untold().exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "Visit the pupil born 12/03/2018"}, "date of birth"),
        ({"text": ""}, "Write what is done"),
        ({"due_on": "0207-03-09"}, "four digits"),
        ({"due_on": ""}, "Say by when"),
        ({"booking": "987654"}, "valid choice"),
        ({"owner": "987654"}, "valid choice"),
        ({"booking": ""}, "whose question"),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_its_field(
    client: Client, given: dict[str, Any], words: str
) -> None:
    signed_in(client, "Officers")
    booking = begun()
    response = client.post(address_of(booking), form_of(row(booking, **given)))
    assert "Nothing is saved yet" in response.content.decode() and words in response.content.decode()
    assert not LiftAction.objects.exists()


def test_a_form_without_its_counters_is_no_error_of_ours(client: Client) -> None:
    signed_in(client, "Officers")
    assert client.post(address_of(begun()), {"tell": "1"}).status_code == 200


def test_nobody_outside_the_admin_can_be_chosen_as_owner(client: Client) -> None:
    signed_in(client, "Officers")
    booking = begun()
    client.post(address_of(booking), form_of(row(booking, owner=booking.booker.pk)))
    assert not LiftAction.objects.exists()


def test_an_action_of_another_meeting_is_not_changed_through_this_one(client: Client) -> None:
    signed_in(client, "Officers")
    booking, other = begun(), agree(make_slot_booking())
    client.post(address_of(booking), form_of(row(booking, id=other.pk, text="Something else to do")))
    other.refresh_from_db()
    assert other.text == ACTION and other.meeting != booking.meeting


def test_trainers_record_at_their_own_meetings_only_and_clinics_have_no_actions(client: Client) -> None:
    user = signed_in(client, "Trainers")
    trainer = TrainerFactory(person=PersonFactory(user=user))
    own, other = make_meeting(trainers=[trainer]), make_meeting()
    clinic = make_clinic(trainers=[trainer])
    answers = [
        client.get(reverse("support_meetings:record", args=[meeting.pk])).status_code
        for meeting in (own, other, clinic)
    ]
    assert answers == [200, 404, 404]


def test_the_list_shows_what_is_overdue_not_told_and_done(client: Client) -> None:
    signed_in(client, "Officers")
    booking = make_slot_booking()
    late = agree(booking, due_on=clock.today() - timedelta(days=1), owner=colleague())
    done, untold = agree(booking), agree(booking, told=False)
    client.post(reverse("lift_actions:done", args=[done.pk]))
    found = {
        state: set(client.get(reverse("lift_actions:index"), {"state": state}).context["object_list"])
        for state in ("", "open", "overdue", "untold", "done")
    }
    assert found[""] == {late, untold, done} and found["open"] == {late, untold}
    assert found["overdue"] == {late} and found["untold"] == {untold}
    assert found["done"] == {LiftAction.objects.get(pk=done.pk)}


def test_what_is_still_to_be_done_comes_before_what_is_done(client: Client) -> None:
    signed_in(client, "Officers")
    booking = make_slot_booking()
    done = agree(booking, due_on=clock.today() + timedelta(days=1))
    later, sooner = (agree(booking, due_on=clock.today() + timedelta(days=days)) for days in (20, 10))
    client.post(reverse("lift_actions:done", args=[done.pk]))
    listed = client.get(reverse("lift_actions:index")).context["object_list"]
    assert [action.pk for action in listed] == [sooner.pk, later.pk, done.pk]


def test_the_spreadsheet_of_actions_runs_no_formula(client: Client) -> None:
    signed_in(client, "Officers")
    booking = make_slot_booking()
    action = agree(booking)
    LiftAction.objects.filter(pk=action.pk).update(text="=HYPERLINK(1)")
    response = client.get(reverse("lift_actions:index"), {"export": "csv"})
    text = (
        b"".join(response.streaming_content).decode()
        if response.streaming
        else response.content.decode()
    )
    assert "'=HYPERLINK(1)" in text and booking.school.name in text


def test_an_action_is_done_by_a_press_and_opened_again(client: Client) -> None:
    user = signed_in(client, "Trainers")
    mine = agree(make_slot_booking(), owner=PersonFactory(user=user))
    other = agree(make_slot_booking())
    page = client.post(reverse("lift_actions:done", args=[mine.pk]), follow=True).content.decode()
    assert "It is noted as done" in page and "It is not done after all" in page
    mine.refresh_from_db()
    assert mine.done_by == user
    client.post(reverse("lift_actions:reopen", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.done_at is None
    assert client.post(reverse("lift_actions:done", args=[other.pk])).status_code == 404
    assert client.get(reverse("lift_actions:inspect", args=[other.pk])).status_code == 404
