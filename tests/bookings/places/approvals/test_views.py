"""A head answers at an address of their own, without signing in; nobody else can, and looking changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from bookings.places.approvals.links import approval_key
from bookings.places.approvals.services import sweep_approvals
from bookings.places.models import Approval, Booking
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.notify.models import Message
from tests.bookings.places.approvals.steps import held_booking, session_to_approve
from tests.bookings.places.steps import press_book, step, words
from tests.bookings.places.waiting_steps import START, offered, states, wait_for
from tests.factories.accounts import SchoolFactory, UserFactory, sign_in
from tests.factories.places import make_booker, make_booking
from tests.factories.training import SessionFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("clock_of_the_test"),
]


def membership_of(user: User) -> Membership:
    return Membership.objects.get(person__user=user)


def address(approval: Approval, user: User) -> str:
    return reverse("bookings:approval", args=[approval_key(approval, membership_of(user))])


def test_the_link_in_the_mail_opens_the_question_and_opening_it_changes_nothing(client: Client) -> None:
    booking, approval, head = held_booking()
    mail = Message.objects.get(to=head.email, template_key="approval-asked").body
    assert address(approval, head) in mail
    answer = client.get(address(approval, head))
    page = words(answer)
    assert "Do you approve these places?" in page
    assert booking.booker.name in page
    assert "Answer by Thursday 4 February 2027, 10:00am" in page
    assert f"You answer as {head.person.name}" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert states(booking) == ["held"]


def test_approving_without_signing_in_confirms_the_place(client: Client) -> None:
    booking, approval, head = held_booking()
    page = words(client.post(address(approval, head), {"answer": "approve"}, follow=True))
    assert "These places are approved" in page
    assert states(booking) == ["confirmed"]
    approval.refresh_from_db()
    assert approval.by == head
    again = client.post(address(approval, head), {"answer": "approve"})
    assert again.status_code == 302
    late = client.post(address(approval, head), {"answer": "refuse"})
    assert late.status_code == 409
    assert "approved already" in words(late)


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("delegate", "£95 plus VAT (1 place at £95)"),
        ("school", "£95 plus VAT, for your school, however many places"),
    ],
)
def test_the_price_that_is_said_is_the_one_agreed_whatever_the_course_costs_by_now(
    client: Client, clock_of_the_test: Traveller, unit: str, said: str
) -> None:
    price = {"funding": "chargeable", "price_pence": 9500, "price_unit": unit}
    booking, approval, head = held_booking(session_to_approve(course=price))
    booking.session.course.price_pence = 19_900
    booking.session.course.save()
    assert said in words(client.get(address(approval, head)))
    clock_of_the_test.shift(timedelta(hours=50))
    sweep_approvals()
    reminder = Message.objects.get(to=head.email, template_key="approval-reminder").body
    assert said in reminder
    assert "199" not in reminder
    assert said in words(client.post(address(approval, head), {"answer": "approve"}, follow=True))


def test_somebody_else_who_has_the_address_is_not_written_down_as_the_head(client: Client) -> None:
    booking, approval, head = held_booking()
    sign_in(client, booking.booker.user)
    client.post(address(approval, head), {"answer": "approve"})
    assert list(booking.places.get().events.values_list("kind", "by_link"))[1:] == [
        ("approved", True),
        ("confirmed", True),
    ]


def test_a_head_who_is_signed_in_answers_in_their_own_name(client: Client) -> None:
    booking, approval, head = held_booking()
    sign_in(client, head)
    client.post(address(approval, head), {"answer": "approve"})
    assert not booking.places.get().events.filter(by_link=True).exists()


def test_who_refuses_can_say_why_and_who_booked_reads_it(client: Client) -> None:
    booking, approval, head = held_booking()
    sent = {"answer": "refuse", "reason": "We need you here that day"}
    assert "These places are refused" in words(client.post(address(approval, head), sent, follow=True))
    assert states(booking) == ["refused"]
    sign_in(client, booking.booker.user)
    page = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert "Your school did not approve it: We need you here that day" in page
    assert "See other dates" in page


@pytest.mark.parametrize("lapses", [False, True])
def test_who_booked_reads_why_places_were_not_approved_and_where_to_go_on(
    client: Client, clock_of_the_test: Traveller, lapses: bool
) -> None:
    booking, approval, head = held_booking()
    if lapses:
        clock_of_the_test.shift(timedelta(hours=72))
        sweep_approvals()
    else:
        client.post(address(approval, head), {"answer": "refuse"})
    sign_in(client, booking.booker.user)
    page = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert ("Nobody approved it in time." if lapses else "Your school did not approve it.") in page
    assert "See other dates" in page


def test_nobody_reads_that_places_went_to_somebody_where_nobody_waits(
    client: Client, clock_of_the_test: Traveller
) -> None:
    booking, approval, head = held_booking()
    clock_of_the_test.shift(timedelta(hours=72))
    sweep_approvals()
    late = words(client.post(address(approval, head), {"answer": "approve"}))
    told = Message.objects.get(to=booking.booker.email, template_key="approval-lapsed").body
    for said in (late, told):
        assert "free for others" in said
        assert "gone to" not in said


@pytest.mark.parametrize("sent", [{}, {"answer": "delete"}, {"answer": "refuse", "reason": "x" * 301}])
def test_nonsense_is_answered_with_the_question(client: Client, sent: dict[str, str]) -> None:
    booking, approval, head = held_booking()
    assert client.post(address(approval, head), sent).status_code == 400
    assert states(booking) == ["held"]


def test_a_key_that_nobody_was_given_opens_nothing(client: Client) -> None:
    _booking, approval, head = held_booking()
    key = approval_key(approval, membership_of(head))
    for wrong in ("made-up", key[:-1], key.replace(":", ".", 1), f"{approval.pk}.1"):
        assert client.get(reverse("bookings:approval", args=[wrong])).status_code == 404


def test_the_head_of_another_school_opens_nothing_and_lists_nothing(client: Client) -> None:
    booking, approval, _head = held_booking()
    other, _person, _school = make_booker(SchoolFactory(), role=Membership.Role.APPROVER)
    for method in (client.get, client.post):
        assert method(address(approval, other), {"answer": "approve"}).status_code == 404
    sign_in(client, other)
    assert "For you to approve" not in words(client.get(reverse("bookings:list")))
    assert client.get(reverse("bookings:detail", args=[booking.reference])).status_code == 404
    assert states(booking) == ["held"]


def test_who_leaves_the_school_or_is_no_approver_any_more_can_no_longer_answer(client: Client) -> None:
    booking, approval, head = held_booking()
    link = address(approval, head)
    Membership.objects.filter(person__user=head).update(role=Membership.Role.SENCO)
    assert client.post(link, {"answer": "approve"}).status_code == 404
    Membership.objects.filter(person__user=head).update(
        role=Membership.Role.APPROVER, ended_on=clock.today() - timedelta(days=1)
    )
    assert client.post(link, {"answer": "approve"}).status_code == 404
    assert states(booking) == ["held"]


def test_for_a_school_that_has_closed_officers_answer_and_its_head_no_longer_can(
    client: Client, clock_of_the_test: Traveller
) -> None:
    officer = UserFactory(groups=["Officers"])
    booking, approval, head = held_booking()
    school = booking.school
    school.closed_on = clock.today()
    school.save()
    assert client.post(address(approval, head), {"answer": "approve"}).status_code == 404
    clock_of_the_test.shift(timedelta(hours=50))
    sweep_approvals()
    reminded = Message.objects.filter(template_key__in=["approval-reminder", "approval-for-officers"])
    assert [mail.to for mail in reminded] == [officer.email]
    assert states(booking) == ["held"]


def test_a_form_from_elsewhere_is_refused() -> None:
    booking, approval, head = held_booking()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(approval, head), {"answer": "approve"}).status_code == 403
    assert states(booking) == ["held"]


def test_the_page_says_that_the_time_is_over_before_and_after_the_sweep(
    client: Client, clock_of_the_test: Traveller
) -> None:
    _booking, approval, head = held_booking()
    clock_of_the_test.shift(timedelta(hours=72))
    for _each in range(2):
        assert "The time to answer is over" in words(client.get(address(approval, head)))
        late = client.post(address(approval, head), {"answer": "approve"})
        assert late.status_code == 409
        sweep_approvals()


def test_the_page_of_places_that_were_cancelled_says_that_there_is_nothing_to_do(
    client: Client,
) -> None:
    booking, approval, head = held_booking()
    cancel_places(booking=booking, actor=booking.booker.user)
    page = words(client.get(address(approval, head)))
    assert "no longer asked for" in page
    assert "Approve" not in page


def test_a_head_who_is_signed_in_finds_the_question_in_my_bookings(client: Client) -> None:
    booking, approval, head = held_booking()
    sign_in(client, head)
    listed = client.get(reverse("bookings:list"))
    assert "For you to approve (1)" in words(listed)
    assert address(approval, head) in listed.content.decode()
    client.post(address(approval, head), {"answer": "approve"})
    assert "For you to approve" not in words(client.get(reverse("bookings:list")))
    assert states(booking) == ["confirmed"]


def test_the_check_page_says_who_has_to_agree_and_until_when_and_the_end_never_says_booked(
    client: Client, senco: Any
) -> None:
    head, person, _school = make_booker(senco[2], role=Membership.Role.APPROVER)
    session = session_to_approve()
    client.post(step(session), {"people": ["me"]})
    page = words(client.get(step(session, "check")))
    assert "Your head or approver has to agree" in page
    assert f"{person.name} can agree for" in page
    assert "held for you until Thursday 4 February 2027, 10:00am" in page
    done = words(press_book(client, session, follow=True))
    assert "Held for you until Thursday 4 February 2027, 10:00am" in done
    assert "This is not confirmed yet" in done
    assert "Booked" not in done
    booking = Booking.objects.get(booker=senco[1])
    assert "Awaiting approval" in words(client.get(reverse("bookings:list")))
    detail = words(client.get(reverse("bookings:detail", args=[booking.reference])))
    assert "Awaiting approval" in detail
    assert "Move to another date" not in detail
    assert "Pass on" not in detail
    assert Message.objects.filter(to=head.email).count() == 1


def test_a_school_without_an_approver_is_told_before_it_books(client: Client, senco: Any) -> None:
    session = session_to_approve()
    client.post(step(session), {"people": ["me"]})
    page = words(client.get(step(session, "check")))
    assert "has no head or approver with an account here yet. Our team asks the school" in page


def test_held_places_are_given_back_free_of_charge(client: Client) -> None:
    booking, approval, _head = held_booking()
    sign_in(client, booking.booker.user)
    cancel = reverse("bookings:cancel", args=[booking.reference])
    page = words(client.get(cancel))
    assert f"Give the place of {booking.booker.name} back?" in page
    assert "Nothing is owed" in page
    assert "Nobody has to approve it any more" in words(client.post(cancel, follow=True))
    approval.refresh_from_db()
    assert approval.answer == "withdrawn"


def test_a_held_place_is_neither_passed_on_nor_moved(client: Client) -> None:
    booking, _approval, _head = held_booking()
    other = SessionFactory(course=booking.session.course, starts_at=START + timedelta(days=7))
    sign_in(client, booking.booker.user)
    place = booking.places.get()
    move = client.post(
        reverse("bookings:move", args=[booking.reference]), {"places": place.pk, "to": other.pk}
    )
    assert "These places await approval" in words(move)
    instead = reverse("bookings:instead", args=[booking.reference, place.pk])
    assert "This place awaits approval" in words(client.get(instead))
    assert states(booking) == ["held"]


def test_a_held_place_shows_no_link_to_join_and_no_calendar_at_its_own_address(client: Client) -> None:
    booking, _approval, _head = held_booking()
    place = booking.places.get()
    page = words(client.get(reverse("bookings:place", args=[place.key])))
    assert "a place awaits approval" in page
    assert "Add to your calendar" not in page
    assert "Give the place back" in page


def test_an_offer_says_that_the_head_has_to_agree_after_it_and_is_then_held(client: Client) -> None:
    session = session_to_approve()
    holder, _approval, _other = held_booking(session)
    _user, booker, school = make_booker()
    make_booker(school, role=Membership.Role.APPROVER)
    waiting = make_booking(session, booker, school, or_wait=True)
    cancel_places(booking=holder, actor=None)
    link = reverse("bookings:offer", args=[waiting.waiting_group.key])
    assert "Your head or approver has to agree after that" in words(client.get(link))
    page = words(client.post(link, {"place": offered(waiting)[0].pk, "action": "accept"}, follow=True))
    assert "Held until it is approved" in page
    assert states(waiting) == ["held"]
    assert wait_for(session)
