"""Places move to another date whole: both counters, both bookings and everybody's mails, or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.places.errors import AlreadyBooked, CannotTransfer, NotBookable, NotEligible
from bookings.places.evaluations.models import Stage
from bookings.places.evaluations.services import Answers, save_evaluation
from bookings.places.models import Booking, Place, PlaceEvent, ProposedCharge
from bookings.places.services.reservations import reserve_places
from bookings.places.services.transfers import transfer_places
from portal.accounts.models import Person
from portal.notify.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague, me, place_of
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory, DistrictFactory
from training.models import Session, SessionSeats

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def booked() -> tuple[Booking, Session, Person, Person]:
    """A SENCO and a colleague on a date of a chargeable course, and a later date with 5 places."""
    _user, senco, school = make_booker()
    colleague = make_colleague(school, email="bola@oakfield.example")
    course = CoursePageFactory(funding="chargeable", price_pence=9500)
    later = SessionFactory(course=course, capacity=5, starts_at=in_a_week() + timedelta(days=30))
    booking = make_booking(
        SessionFactory(course=course, capacity=2, starts_at=in_a_week() + timedelta(days=15)),
        senco,
        school,
        [senco, colleague],
        purchase_order="PO 7",
    )
    Message.objects.all().delete()
    return booking, later, senco, colleague


def taken(session_id: int) -> int:
    return SessionSeats.objects.get(pk=session_id).taken


def move(booking: Booking, places: Any, to: Session, **how: Any) -> Booking:
    return transfer_places(
        booking=booking,
        places=places,
        to_session_id=to.pk,
        actor=how.pop("actor", booking.booker.user),
        **how,
    )


def test_one_of_two_moves_with_their_share_of_the_price(booked: Any) -> None:
    booking, later, senco, colleague = booked
    old = place_of(booking, colleague)
    new = move(booking, [old], later)
    old.refresh_from_db()
    booking.refresh_from_db()
    assert (taken(booking.session_id), taken(later.pk)) == (1, 1)
    assert (new.moved_from, new.booker, new.school) == (booking, senco, booking.school)
    assert new.places.get().replaces == old
    assert old.state == Place.State.TRANSFERRED
    assert (booking.state, booking.price_pence, new.price_pence) == ("confirmed", 9500, 9500)
    assert new.purchase_order == "PO 7"


def test_with_all_its_places_the_whole_booking_moves(booked: Any) -> None:
    booking, later, _senco, _colleague = booked
    new = move(booking, booking.places.all(), later)
    booking.refresh_from_db()
    assert (booking.state, booking.price_pence, new.price_pence) == ("cancelled", 0, 19000)
    assert (taken(booking.session_id), taken(later.pk)) == (0, 2)


def test_everybody_reads_of_the_new_date_and_loses_the_entry_of_the_old(booked: Any) -> None:
    booking, later, senco, colleague = booked
    move(booking, booking.places.all(), later)
    for person in (senco, colleague):
        kinds = [row.attachment_type for row in Message.objects.filter(to=person.email)]
        assert sum("method=REQUEST" in kind for kind in kinds) == 1
        assert sum("method=CANCEL" in kind for kind in kinds) == 1
    assert Message.objects.filter(subject__startswith="Moved to").count() == 2


def test_who_when_and_why_stand_with_both_places(booked: Any) -> None:
    booking, later, _senco, colleague = booked
    officer = UserFactory()
    move(booking, [place_of(booking, colleague)], later, actor=officer, reason="Rang us")
    rows = PlaceEvent.objects.filter(reason="Rang us", actor=officer)
    assert sorted(rows.values_list("kind", flat=True)) == ["confirmed", "transferred"]


def test_a_full_date_takes_nobody_and_nothing_changes(booked: Any) -> None:
    booking, _later, _senco, _colleague = booked
    small = SessionFactory(course=booking.session.course, capacity=1)
    with pytest.raises(CannotTransfer, match=r"Only 1 place is left.*Nothing has changed"):
        move(booking, booking.places.all(), small)
    assert (taken(booking.session_id), taken(small.pk)) == (2, 0)
    assert booking.places.live().count() == 2
    assert not Message.objects.exists()


def test_a_date_for_which_others_wait_takes_nobody(booked: Any) -> None:
    booking, later, _senco, _colleague = booked
    SessionSeats.objects.filter(pk=later.pk).update(waiting=1)
    with pytest.raises(CannotTransfer, match="full"):
        move(booking, booking.places.all(), later)


def test_the_seat_left_behind_is_offered_to_who_waits_for_it(booked: Any) -> None:
    booking, later, _senco, colleague = booked
    _user, other, school = make_booker()
    waits = reserve_places(
        session_id=booking.session_id,
        booker=other,
        school=school,
        delegates=[me(other)],
        idem_key="0f0f0f0f-0000-4000-8000-000000000001",  # type: ignore[arg-type]
        actor=other.user,
        or_wait=True,
    )
    move(booking, [place_of(booking, colleague)], later)
    assert waits.places.get().state == Place.State.OFFERED
    assert taken(booking.session_id) == 2


def test_pressing_twice_moves_once_and_leads_to_the_same_booking(booked: Any) -> None:
    booking, later, _senco, _colleague = booked
    places = list(booking.places.all())
    first = move(booking, places, later)
    assert move(booking, places, later) == first
    assert taken(later.pk) == 2


@pytest.mark.parametrize("which", ["another course", "the same date", "a draft", "another district"])
def test_places_go_only_to_a_date_of_the_course_that_the_school_can_book(
    booked: Any, which: str
) -> None:
    booking, _later, _senco, _colleague = booked
    course = booking.session.course
    targets = {
        "another course": SessionFactory(),
        "the same date": booking.session,
        "a draft": SessionFactory(course=course, state="draft"),
        "another district": SessionFactory(
            course=course, districts=[DistrictFactory(slug="swale", name="Swale")]
        ),
    }
    with pytest.raises((CannotTransfer, NotBookable, NotEligible)):
        move(booking, booking.places.all(), targets[which])
    assert booking.places.live().count() == 2
    assert Booking.objects.count() == 1


def test_a_date_for_other_roles_takes_nobody(booked: Any) -> None:
    booking, _later, _senco, _colleague = booked
    heads = SessionFactory(
        course=booking.session.course, audiences=[AudienceFactory(slug="head", name="Heads")]
    )
    with pytest.raises(NotEligible):
        move(booking, booking.places.all(), heads)


def test_nobody_has_two_places_on_the_new_date(booked: Any) -> None:
    booking, later, _senco, colleague = booked
    make_booking(later, colleague, booking.school, [colleague])
    with pytest.raises(AlreadyBooked):
        move(booking, [place_of(booking, colleague)], later)


def test_moving_late_is_charged_as_cancelling_late_is() -> None:
    make_terms()
    booking = make_booking(SessionFactory())
    later = SessionFactory(course=booking.session.course, starts_at=in_a_week() + timedelta(days=30))
    booking.refresh_from_db()
    new = move(booking, booking.places.all(), later)
    assert ProposedCharge.objects.get().place.booking == booking
    assert new.terms == booking.terms
    assert Message.objects.filter(body__contains="£30 may be charged").count() == 1


def test_once_the_session_has_begun_nothing_is_moved(booked: Any) -> None:
    booking, later, _senco, _colleague = booked
    with pytest.raises(CannotTransfer):
        move(booking, booking.places.all(), later, now=booking.session.starts_at)


def test_what_was_answered_before_the_course_goes_with_the_place(booked: Any) -> None:
    booking, later, senco, colleague = booked
    for person in (senco, colleague):
        answers = Answers({"Plan a calm start": 2}, {"comments": "More pictures"})
        save_evaluation(place=place_of(booking, person), stage=Stage.BEFORE, answers=answers)
    new = move(booking, [place_of(booking, colleague)], later).places.get()
    given = new.evaluations.get()
    assert (given.stage, given.comments) == ("before", "More pictures")
    assert given.confidence.get().score == 2
    assert place_of(booking, senco).evaluations.count() == 1
