"""What giving up a booked place costs follows from what was agreed, when and at which price."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller, travel

from bookings.places.changes import dates_for, move_words
from bookings.places.models import Booking, Place
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.substitutions import substitute
from bookings.places.services.waiting import accept_offer
from bookings.places.session_reads import sessions_for_booking
from bookings.places.terms.booked import agreed_words, late_charges
from bookings.places.terms.models import Offering
from bookings.places.terms.words import late_words
from portal.base import clock
from tests.bookings.places.waiting_steps import MORNING, START, wait_for
from tests.factories.places import make_booker, make_booking, make_colleague, me, place_of
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATE = START - timedelta(days=2)


@pytest.fixture
def clock_of_the_test() -> Any:
    with travel(MORNING, tick=False) as traveller:
        yield traveller


def read(booking: Booking) -> tuple[Booking, list[Place]]:
    """The booking as it is now, with those who are going."""
    found = Booking.objects.for_page().get(pk=booking.pk)
    found.session = sessions_for_booking().get(pk=booking.session_id)
    return found, [place for place in found.places.all() if place.state in Place.LIVE]


def costs(booking: Booking, *, ending: int | None = None) -> list[int]:
    """What giving up its places two days before may cost; all, or the first of them."""
    found, going = read(booking)
    some = going[:ending]
    return sorted(
        late_charges(booking=found, ending=some, staying=len(going) - len(some), now=LATE).values()
    )


def said(booking: Booking) -> str:
    found, going = read(booking)
    return " ".join(agreed_words(found, going=going, now=clock.now()))


def move(session: Session, traveller: Traveller) -> None:
    """We move the date, an hour later than now."""
    traveller.shift(timedelta(hours=1))
    Session.objects.filter(pk=session.pk).update(moved_at=clock.now())
    traveller.shift(timedelta(hours=1))


def accept(booking: Booking) -> None:
    offered = list(booking.places.filter(state=Place.State.OFFERED))
    assert accept_offer(group=booking.waiting_group, places=offered)


def test_a_place_accepted_after_a_move_agreed_to_the_moved_date(clock_of_the_test: Traveller) -> None:
    make_terms()
    session = SessionFactory(capacity=1, starts_at=START)
    holder = make_booking(session)
    waiter = wait_for(session)
    move(session, clock_of_the_test)
    assert costs(holder) == []
    assert "We moved this date after you booked, so you can cancel free of charge" in said(holder)
    cancel_places(booking=holder, actor=None)
    accept(waiter)
    assert costs(waiter) == [3000]
    assert "moved" not in said(waiter)


def test_of_one_booking_only_what_was_confirmed_before_the_move_is_given_up_free(
    clock_of_the_test: Traveller,
) -> None:
    make_terms()
    session = SessionFactory(capacity=2, starts_at=START)
    other = make_booking(session)
    booking = wait_for(session, 2)
    first = booking.places.get(state=Place.State.OFFERED)
    accept(booking)
    move(session, clock_of_the_test)
    cancel_places(booking=other, actor=None)
    accept(booking)
    assert costs(booking) == [3000]
    words = said(booking)
    assert (
        f"We moved this date after you booked for {first.person.name}, so you can cancel this" in words
    )
    assert "After that £30 for each place may be charged." in words
    assert late_words([3000], places=2) == (
        "Cancelling now is late: £30 may be charged (£30 each for 1 of the 2 places; the others were "
        "booked before we moved this date)."
    )
    clock_of_the_test.move_to(LATE)
    found, _going = read(booking)
    assert "for each place you move, but not for those you booked before we moved it" in move_words(
        found
    )
    cancel_places(booking=booking, actor=None)
    assert [place.charges.count() for place in booking.places.order_by("pk")] == [
        int(place != first) for place in booking.places.order_by("pk")
    ]


def test_a_colleague_who_goes_instead_has_the_place_as_it_was_agreed(
    clock_of_the_test: Traveller,
) -> None:
    make_terms()
    user, senco, school = make_booker()
    booking = make_booking(SessionFactory(starts_at=START), senco, school)
    move(booking.session, clock_of_the_test)
    colleague = make_colleague(school)
    substitute(place=place_of(booking, senco), delegate=me(colleague), actor=user)
    assert costs(booking) == []


@pytest.mark.parametrize(
    ("course", "terms", "words"),
    [
        ({}, {"late_percent": 100}, "After that £95 for each place may be charged."),
        (
            {"price_unit": "school"},
            {"late_percent": 50},
            "After that £47.50 for the booking may be charged.",
        ),
        (
            {"price_unit": "school"},
            {"late_percent": 0, "late_pence": 3000},
            "After that £30 for each place may be charged.",
        ),
    ],
)
@pytest.mark.usefixtures("clock_of_the_test")
def test_the_terms_of_a_booking_speak_of_the_price_it_agreed_to(
    course: dict[str, Any], terms: dict[str, Any], words: str
) -> None:
    make_terms(Offering.ONLINE, **{"late_pence": 0, **terms})
    given = {"funding": "chargeable", "price_pence": 9500, **course}
    _user, senco, school = make_booker()
    session = SessionFactory(course=CoursePageFactory(**given), starts_at=START)
    booking = make_booking(session, senco, school, [senco, make_colleague(school)])
    CoursePage.objects.update(price_pence=20000)
    assert words in said(booking)


@pytest.mark.usefixtures("clock_of_the_test")
def test_other_dates_are_free_to_cancel_by_the_terms_and_price_that_move_along() -> None:
    make_terms(Offering.ONLINE, late_percent=100, late_pence=0)
    course = CoursePageFactory(funding="chargeable", price_pence=9500)
    booking = make_booking(SessionFactory(course=course, starts_at=START))
    SessionFactory(course=course, starts_at=START + timedelta(days=7))
    make_terms(Offering.ONLINE, late_percent=0, late_pence=0)
    found, _going = read(booking)
    assert "Free to cancel until the end of Monday 8 March 2027" in dates_for(found)[0][2]


def test_leaving_a_date_late_says_what_a_whole_school_owes_when_nobody_stays(
    clock_of_the_test: Traveller,
) -> None:
    make_terms(Offering.ONLINE, late_percent=100, late_pence=0)
    given = {"funding": "chargeable", "price_pence": 40000, "price_unit": "school"}
    _user, senco, school = make_booker()
    session = SessionFactory(course=CoursePageFactory(**given), starts_at=START)
    booking = make_booking(session, senco, school, [senco, make_colleague(school)])
    clock_of_the_test.move_to(LATE)
    found, _going = read(booking)
    assert "£400 may be charged when nobody stays on it." in move_words(found)
    assert costs(booking, ending=1) == []
    assert costs(booking) == [20000, 20000]
