"""Places are held until the head or approver agrees; without an answer they go to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from time_machine import Traveller

from bookings.places.approvals import services
from bookings.places.approvals.models import Approval
from bookings.places.approvals.services import approve, refuse, sweep_approvals
from bookings.places.errors import ApprovalOver, NotBookable
from bookings.places.models import Booking, PlaceEvent
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.offers import sweep_offers
from bookings.places.services.reconciliation import reconcile
from portal.accounts.models import Membership
from portal.notify.models import Message
from tests.bookings.places.approvals.steps import held_booking, session_to_approve
from tests.bookings.places.waiting_steps import START, counter, mails, states, wait_for
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague
from training.choices import Funding

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("clock_of_the_test"),
]


def events(booking: Booking) -> list[str]:
    return list(
        PlaceEvent.objects.filter(place__booking=booking).order_by("pk").values_list("kind", flat=True)
    )


def test_a_place_that_is_approved_counts_and_everybody_is_told() -> None:
    session = session_to_approve(course={"funding": Funding.CHARGEABLE, "price_pence": 9500})
    booking, approval, head = held_booking(session)
    assert (booking.state, booking.price_pence) == ("approval", 0)
    assert states(booking) == ["held"]
    assert counter(session) == (1, 0)
    assert mails(booking) == ["approval-held"]

    places = approve(approval=approval, actor=head, by_link=True)

    booking.refresh_from_db()
    approval.refresh_from_db()
    assert [place.state for place in places] == states(booking) == ["confirmed"]
    assert (booking.state, booking.price_pence) == ("confirmed", 9500)
    assert (approval.answer, approval.by) == ("approved", head)
    assert counter(session) == (1, 0)
    assert events(booking) == ["held", "approved", "confirmed"]
    assert mails(booking) == ["approval-held", "booking-confirmed-booker"]
    assert reconcile().differences == []


def test_the_price_agreed_is_that_of_the_booking_whatever_the_course_costs_later() -> None:
    session = session_to_approve(course={"funding": Funding.CHARGEABLE, "price_pence": 9500})
    booking, approval, head = held_booking(session)
    session.course.price_pence = 19_900
    session.course.save()
    approve(approval=approval, actor=head)
    booking.refresh_from_db()
    assert booking.price_pence == 9500


def test_approving_twice_changes_nothing_and_writes_nobody_again() -> None:
    booking, approval, head = held_booking()
    approve(approval=approval, actor=head)
    written = Message.objects.count()
    assert approve(approval=approval, actor=head) == []
    assert Message.objects.count() == written
    assert events(booking).count("confirmed") == 1
    with pytest.raises(ApprovalOver, match="approved already"):
        refuse(approval=approval, actor=head)
    assert states(booking) == ["confirmed"]


def test_a_place_that_is_refused_goes_to_the_next_and_who_booked_reads_why() -> None:
    session = session_to_approve()
    booking, approval, head = held_booking(session)
    next_one = wait_for(session)

    refuse(approval=approval, actor=head, reason="We have three people on it already")

    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    assert states(booking) == ["refused"]
    assert states(next_one) == ["offered"]
    assert counter(session) == (1, 0)
    assert mails(booking) == ["approval-held", "approval-refused"]
    assert "three people on it already" in Message.objects.get(template_key="approval-refused").body
    assert refuse(approval=approval, actor=head) == []
    with pytest.raises(ApprovalOver, match="refused already"):
        approve(approval=approval, actor=head)


def test_when_the_head_is_silent_for_72_hours_the_place_goes_to_the_next_and_the_senco_is_told(
    clock_of_the_test: Traveller,
) -> None:
    session = session_to_approve()
    booking, approval, _head = held_booking(session)
    next_one = wait_for(session)
    clock_of_the_test.shift(timedelta(hours=72) - timedelta(seconds=1))
    sweep_approvals()
    assert states(booking) == ["held"]

    clock_of_the_test.shift(timedelta(seconds=1))
    assert sweep_approvals() == 1

    booking.refresh_from_db()
    approval.refresh_from_db()
    assert states(booking) == ["unapproved"]
    assert (booking.state, booking.price_pence) == ("cancelled", 0)
    assert (approval.answer, approval.by) == ("lapsed", None)
    assert states(next_one) == ["offered"]
    assert counter(session) == (1, 0)
    assert mails(booking) == ["approval-held", "approval-lapsed"]
    assert sweep_approvals() == 0
    assert reconcile().differences == []


def test_an_answer_after_the_time_is_refused_also_while_the_worker_stands_still(
    clock_of_the_test: Traveller,
) -> None:
    booking, approval, head = held_booking()
    clock_of_the_test.shift(timedelta(hours=72))
    for answer in (approve, refuse):
        with pytest.raises(ApprovalOver, match="time to answer is over"):
            answer(approval=approval, actor=head)
    assert states(booking) == ["held"]
    sweep_approvals()
    assert states(booking) == ["unapproved"]


def test_an_answer_in_time_keeps_the_sweep_from_ending_it(clock_of_the_test: Traveller) -> None:
    booking, approval, head = held_booking()
    clock_of_the_test.shift(timedelta(hours=71))
    approve(approval=approval, actor=head)
    clock_of_the_test.shift(timedelta(hours=2))
    assert sweep_approvals() == 0
    assert states(booking) == ["confirmed"]


def test_heads_are_reminded_once_when_a_day_is_left(clock_of_the_test: Traveller) -> None:
    _booking, _approval, head = held_booking()

    def asked() -> list[str]:
        return list(
            Message.objects.filter(to=head.email).order_by("pk").values_list("template_key", flat=True)
        )

    sweep_approvals()
    assert asked() == ["approval-asked"]
    clock_of_the_test.shift(timedelta(hours=48))
    sweep_approvals()
    sweep_approvals()
    assert asked() == ["approval-asked", "approval-reminder"]


def test_one_that_fails_keeps_no_other_from_its_end(
    clock_of_the_test: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken, broken, _head = held_booking()
    booking, _approval, _other = held_booking()
    clock_of_the_test.shift(timedelta(hours=72))
    ended = services._ended

    def fails(approval: Approval, *args: object, **kwargs: object) -> None:
        if approval.pk == broken.pk:
            raise RuntimeError
        ended(approval, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "_ended", fails)
    assert sweep_approvals() == 1
    assert states(booking) == ["unapproved"]
    monkeypatch.undo()
    assert sweep_approvals() == 1


def test_places_that_are_cancelled_before_the_answer_cost_nothing_and_nobody_is_asked_any_more() -> None:
    session = session_to_approve(course={"funding": Funding.CHARGEABLE, "price_pence": 9500})
    booking, approval, head = held_booking(session)
    next_one = wait_for(session)
    cancel_places(booking=booking, actor=booking.booker.user)
    booking.refresh_from_db()
    approval.refresh_from_db()
    assert (booking.state, booking.price_pence) == ("cancelled", 0)
    assert approval.answer == "withdrawn"
    assert states(next_one) == ["offered"]
    assert mails(booking) == ["approval-held", "approval-left"]
    for answer in (approve, refuse):
        with pytest.raises(ApprovalOver, match="no longer asked for"):
            answer(approval=approval, actor=head)


def test_of_several_that_are_held_the_rest_is_approved_when_one_is_cancelled() -> None:
    session = session_to_approve(capacity=3, course={"funding": Funding.CHARGEABLE, "price_pence": 9500})
    _user, booker, school = make_booker()
    head, _person, _school = make_booker(school, role=Membership.Role.APPROVER)
    people = [booker, make_colleague(school), make_colleague(school)]
    booking = make_booking(session, booker, school, people)
    cancel_places(booking=booking, places=[booking.places.get(person=people[1])], actor=booker.user)
    approve(approval=booking.approvals.get(), actor=head)
    booking.refresh_from_db()
    assert states(booking) == ["cancelled", "confirmed", "confirmed"]
    assert booking.price_pence == 2 * 9500
    assert counter(session) == (2, 0)


def test_a_session_that_we_cancel_ends_held_places_and_withdraws_the_question() -> None:
    session = session_to_approve()
    booking, approval, head = held_booking(session)
    call_off_session(session_id=session.pk, reason="The trainer is ill", actor=UserFactory())
    booking.refresh_from_db()
    approval.refresh_from_db()
    assert states(booking) == ["session_cancelled"]
    assert (booking.refund_pence, approval.answer) == (0, "withdrawn")
    assert mails(booking) == ["approval-held", "session-cancelled-booker"]
    with pytest.raises(ApprovalOver):
        approve(approval=approval, actor=head)


def test_nothing_is_approved_once_the_session_has_begun(clock_of_the_test: Traveller) -> None:
    session = session_to_approve()
    booking, approval, head = held_booking(session)
    clock_of_the_test.move_to(START + timedelta(minutes=1))
    Approval.objects.filter(pk=approval.pk).update(expires_at=START + timedelta(hours=1))
    with pytest.raises(NotBookable, match="has begun"):
        approve(approval=approval, actor=head)
    approval.refresh_from_db()
    assert (approval.answer, states(booking)) == ("", ["held"])


def test_held_places_keep_the_waiting_list_from_moving() -> None:
    session = session_to_approve()
    booking, _approval, _head = held_booking(session)
    next_one = wait_for(session)
    sweep_offers()
    assert (states(booking), states(next_one)) == (["held"], ["waiting"])
