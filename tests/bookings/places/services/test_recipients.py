"""Letters about a school's booking go to who booked, and once they have left, to those who book there now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bookings.places.delegates import Delegate
from bookings.places.models import Booking, ProposedCharge
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.charges import decide_charge
from bookings.places.services.confirming import confirm_session
from bookings.places.services.moves import change_session, opened_mark
from bookings.places.services.recipients import who_answers
from bookings.places.services.substitutions import substitute
from bookings.places.services.transfers import transfer_places
from portal.accounts.models import Membership, Person
from portal.accounts.personal_data.closing import empty_person
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory, UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague, me
from tests.factories.terms import make_terms
from tests.factories.training import SessionFactory
from training.models import Session
from training.services import MeetingTime

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SOON = timedelta(days=3)


@pytest.fixture
def booking() -> Booking:
    """Of a booker and a colleague, on a date so near that cancelling may cost something."""
    make_terms()
    _user, booker, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    session = SessionFactory(starts_at=clock.now() + SOON, minimum=1, decide_by=clock.today())
    return make_booking(session, booker, school, [booker, colleague])


def leave(booking: Booking) -> Person:
    """The booker leaves the school; returns who books for it then."""
    assert booking.school is not None
    _user, head, _school = make_booker(booking.school, role=Membership.Role.APPROVER)
    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(person=booking.booker).update(ended_on=yesterday)
    Message.objects.all().delete()
    return head


def colleagues_place(booking: Booking) -> Any:
    return booking.places.select_related("person").get(person__name="Bola Example")


def cancel(booking: Booking) -> None:
    cancel_places(booking=booking, places=[colleagues_place(booking)], actor=None)


def move(booking: Booking) -> None:
    session = Session.objects.get(pk=booking.session_id)
    start = clock.now() + 2 * SOON
    change_session(
        session=session,
        meetings=[MeetingTime(start, start + timedelta(hours=2))],
        capacity=24,
        actor=None,
        opened=opened_mark(session),
    )


def call_off(booking: Booking) -> None:
    call_off_session(session_id=booking.session_id, reason="The trainer is ill", actor=None)


def go_ahead(booking: Booking) -> None:
    confirm_session(session_id=booking.session_id, actor=UserFactory())


def decide(booking: Booking) -> None:
    cancel(booking)
    Message.objects.all().delete()
    decide_charge(charge=ProposedCharge.objects.get(), waive=True, reason="Ofsted", by=UserFactory())


def pass_on(booking: Booking) -> None:
    assert booking.school is not None
    new = make_colleague(booking.school, name="Cai Example", email="cai@oakfield.example")
    delegate: Delegate = me(new)
    substitute(place=colleagues_place(booking), delegate=delegate, actor=None, staff=True)


def transfer(booking: Booking) -> None:
    other = SessionFactory(course=booking.session.course, starts_at=clock.now() + 3 * SOON)
    places = [colleagues_place(booking)]
    transfer_places(booking=booking, places=places, to_session_id=other.pk, actor=UserFactory())


LETTERS = [
    (cancel, {"booking-cancelled-booker"}),
    (move, {"session-moved-booker"}),
    (call_off, {"session-cancelled-booker"}),
    (go_ahead, {"session-goes-ahead"}),
    (decide, {"charge-decided"}),
    (pass_on, {"booking-substituted-booker"}),
    (transfer, {"booking-confirmed-booker", "booking-transferred-booker"}),
]


def told(person: Person) -> set[str]:
    return set(Message.objects.filter(to=person.email).values_list("template_key", flat=True))


@pytest.mark.parametrize(("change", "kinds"), LETTERS)
def test_who_booked_reads_what_becomes_of_their_colleagues_places(
    booking: Booking, change: Callable[[Booking], None], kinds: set[str]
) -> None:
    Message.objects.all().delete()
    change(booking)
    assert told(booking.booker) == kinds


@pytest.mark.parametrize(("change", "kinds"), LETTERS)
def test_once_the_booker_has_left_those_who_book_for_the_school_read_it_and_they_do_not(
    booking: Booking, change: Callable[[Booking], None], kinds: set[str]
) -> None:
    head = leave(booking)
    change(booking)
    assert told(head) == kinds
    assert not {kind for kind in told(booking.booker) if "booker" in kind or kind == "charge-decided"}
    assert "Bola" not in "".join(
        Message.objects.filter(to=booking.booker.email).values_list("body", flat=True)
    )


@pytest.mark.parametrize(
    ("change", "kind"), [(move, "session-moved-delegate"), (call_off, "session-cancelled-delegate")]
)
def test_a_booker_who_left_and_kept_a_place_of_their_own_reads_of_that_alone(
    booking: Booking, change: Callable[[Booking], None], kind: str
) -> None:
    leave(booking)
    change(booking)
    assert told(booking.booker) == {kind}


def test_of_many_bookings_it_is_found_in_one_query(django_assert_num_queries: Any) -> None:
    bookings = [make_booking(SessionFactory()) for _ in range(3)]
    with django_assert_num_queries(1):
        found = who_answers(bookings)
    assert found == {booking.pk: [booking.booker] for booking in bookings}


def test_who_deleted_their_account_answers_for_nothing(booking: Booking) -> None:
    head = leave(booking)
    Membership.objects.filter(person=booking.booker).update(ended_on=None)
    empty_person(booking.booker)
    assert who_answers([booking]) == {booking.pk: [head]}


def test_a_school_where_nobody_books_any_more_is_written_to_by_no_letter(booking: Booking) -> None:
    Membership.objects.filter(person=booking.booker).update(ended_on=clock.today() - timedelta(days=1))
    assert who_answers([booking]) == {booking.pk: []}


def test_a_family_answers_for_itself() -> None:
    parent = PersonFactory()
    MembershipFactory(person=PersonFactory(), school=SchoolFactory())
    booking = Booking(pk=1, booker=parent, school=None)
    assert who_answers([booking]) == {1: [parent]}
