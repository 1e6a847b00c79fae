"""Who has to ask before a booking counts, whom, and until when."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from bookings.places.approvals.rule import held_until
from bookings.places.approvals.services import approve
from bookings.places.models import Booking, PlaceEvent
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.staff_bookings import book_for_school
from bookings.places.services.waiting import accept_offer, claim_places
from portal.accounts.models import Membership
from portal.base.clock import LONDON
from portal.notify.models import Message
from tests.bookings.places.approvals.steps import held_booking, session_to_approve
from tests.bookings.places.waiting_steps import MORNING, START, counter, offered, states
from tests.factories.accounts import MembershipFactory, SchoolFactory, UserFactory
from tests.factories.places import make_booker, make_booking, me
from tests.factories.training import SessionFactory
from training.models import Session

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("clock_of_the_test"),
]

APPROVER = Membership.Role.APPROVER


def test_neither_course_nor_school_asks_and_the_booking_counts_at_once() -> None:
    booking = make_booking(SessionFactory(starts_at=START))
    assert (booking.state, booking.approvals.count()) == ("confirmed", 0)


def test_a_school_that_wants_it_approves_its_own_bookings_only() -> None:
    session = SessionFactory(starts_at=START)
    school = SchoolFactory(bookings_need_approval=True)
    make_booker(school, role=APPROVER)
    assert make_booking(session, school=school).state == Booking.State.APPROVAL
    assert make_booking(session).state == Booking.State.CONFIRMED


def test_who_could_approve_it_needs_no_approval() -> None:
    session = session_to_approve()
    _user, head, school = make_booker(role=APPROVER)
    assert make_booking(session, head, school).state == Booking.State.CONFIRMED


def test_an_approver_of_another_school_has_to_ask() -> None:
    _user, booker, school = make_booker()
    make_booker(school, role=APPROVER)
    MembershipFactory(person=booker, school=SchoolFactory(), role=APPROVER)
    assert make_booking(session_to_approve(), booker, school).state == Booking.State.APPROVAL


def test_every_approver_who_can_sign_in_is_asked_by_an_address_of_their_own() -> None:
    _user, booker, school = make_booker()
    heads = [make_booker(school, role=APPROVER)[0] for _each in range(2)]
    closed, _person, _school = make_booker(school, role=APPROVER)
    closed.is_active = False
    closed.save()
    make_booking(session_to_approve(), booker, school)
    asked = Message.objects.filter(template_key="approval-asked")
    assert sorted(asked.values_list("to", flat=True)) == sorted(head.email for head in heads)
    links = {line for mail in asked for line in mail.body.splitlines() if "/bookings/approval/" in line}
    assert len(links) == 2


def test_where_nobody_of_the_school_can_approve_officers_are_asked() -> None:
    officer = UserFactory()
    officer.groups.add(Group.objects.get(name="Officers"))
    booking = make_booking(session_to_approve())
    assert booking.state == Booking.State.APPROVAL
    mail = Message.objects.get(template_key="approval-for-officers", to=officer.email)
    assert f"/admin/bookings/approval/{booking.pk}/" in mail.body
    held = Message.objects.get(template_key="approval-held").body
    assert "has no head or approver with an account here yet" in held


def test_the_mail_of_a_held_place_never_says_that_it_is_booked() -> None:
    booking, _approval, _head = held_booking()
    mail = Message.objects.get(to=booking.booker.email)
    assert mail.subject.startswith("Held until Thursday 4 February 2027, 10:00am")
    assert "This is not confirmed yet" in mail.body
    assert not mail.attachment


@pytest.mark.parametrize(
    ("left", "closes", "until"),
    [
        (timedelta(days=30), timedelta(days=30), timedelta(hours=72)),
        (timedelta(days=2), timedelta(days=2), timedelta(days=2)),
        (timedelta(days=5), timedelta(days=1), timedelta(days=1)),
        (timedelta(days=1), timedelta(minutes=5), timedelta(hours=2)),
        (timedelta(hours=1), timedelta(minutes=-5), timedelta(hours=1)),
    ],
)
def test_places_are_held_72_hours_and_no_longer_than_booking_is_open_if_that_leaves_two_hours(
    left: timedelta, closes: timedelta, until: timedelta
) -> None:
    assert (
        held_until(now=MORNING, starts_at=MORNING + left, closes_at=MORNING + closes) == MORNING + until
    )


def test_the_72_hours_are_real_hours_when_the_clocks_change() -> None:
    friday = datetime(2027, 3, 26, 10, tzinfo=LONDON)
    until = held_until(now=friday, starts_at=START.replace(month=5), closes_at=START.replace(month=5))
    assert until.astimezone(LONDON) == datetime(2027, 3, 29, 11, tzinfo=LONDON)


def test_an_offer_that_is_accepted_is_held_for_approval_too(clock_of_the_test: Traveller) -> None:
    session = session_to_approve()
    holder, _approval, _other = held_booking(session)
    _user, booker, school = make_booker()
    make_booker(school, role=APPROVER)
    waiting = make_booking(session, booker, school, or_wait=True)
    cancel_places(booking=holder, actor=None)
    clock_of_the_test.shift(timedelta(hours=1))
    group, places = waiting.waiting_group, offered(waiting)
    accept_offer(group=group, places=places, by_link=True)
    waiting.refresh_from_db()
    assert (waiting.state, states(waiting)) == ("approval", ["held"])
    assert waiting.approvals.get().expires_at == MORNING + timedelta(hours=73)
    assert counter(session) == (1, 0)
    assert accept_offer(group=group, places=places, by_link=True) == []
    assert waiting.approvals.count() == 1


def test_an_offer_that_the_head_accepts_counts_at_once() -> None:
    session = session_to_approve()
    holder, _approval, _other = held_booking(session)
    _user, booker, school = make_booker()
    head, _person, _school = make_booker(school, role=APPROVER)
    waiting = make_booking(session, booker, school, or_wait=True)
    cancel_places(booking=holder, actor=None)
    accept_offer(group=waiting.waiting_group, places=offered(waiting), actor=head)
    assert states(waiting) == ["confirmed"]


def test_a_place_taken_in_the_open_call_is_held_until_the_session_at_the_latest(
    clock_of_the_test: Traveller,
) -> None:
    session = session_to_approve()
    holder, approval, head = held_booking(session)
    waiting = make_booking(session, *_with_head(), or_wait=True)
    approve(approval=approval, actor=head)
    clock_of_the_test.move_to(START - timedelta(hours=20))
    cancel_places(booking=holder, actor=None)
    claim_places(group=waiting.waiting_group, places=list(waiting.places.all()), by_link=True)
    assert states(waiting) == ["held"]
    assert waiting.approvals.get().expires_at == START


def _with_head() -> tuple[object, object]:
    _user, booker, school = make_booker()
    make_booker(school, role=APPROVER)
    return booker, school


def _by_telephone(session: Session, **given: object) -> Booking:
    booker, school = _with_head()
    return book_for_school(
        session_id=session.pk,
        booker=booker,  # type: ignore[arg-type]
        school=school,  # type: ignore[arg-type]
        delegates=[me(booker)],  # type: ignore[arg-type]
        idem_key=uuid.uuid4(),
        actor=UserFactory(),
        reason="Rang us",
        **given,  # type: ignore[arg-type]
    )


def test_a_booking_by_telephone_is_held_unless_the_head_has_agreed() -> None:
    session = session_to_approve(capacity=5)
    assert _by_telephone(session).state == Booking.State.APPROVAL
    agreed = _by_telephone(session, agreed="The head, on the same call")
    assert agreed.state == Booking.State.CONFIRMED
    told = PlaceEvent.objects.get(place__booking=agreed, kind="approved")
    assert told.reason == "The head, on the same call"


def test_who_walks_in_is_there_and_needs_no_approval() -> None:
    session = session_to_approve(capacity=5)
    assert _by_telephone(session, walked_in=True).state == Booking.State.CONFIRMED


def test_where_nobody_asks_a_booking_reads_nothing_about_approvals() -> None:
    _user, booker, school = make_booker()
    session = SessionFactory(starts_at=START)
    with CaptureQueriesContext(connection) as queries:
        make_booking(session, booker, school)
    assert not [row for row in queries if '"places_approval"' in row["sql"]]
