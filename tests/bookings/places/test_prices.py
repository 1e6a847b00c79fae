"""A booking's price is what those who are going owe, exact to the penny, whatever happened to its places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.places.models import Booking, Place, ProposedCharge
from bookings.places.services.calling_off import call_off_session
from bookings.places.services.cancellations import cancel_places
from bookings.places.services.settling import agree_price
from bookings.places.services.substitutions import substitute
from bookings.places.services.transfers import transfer_places
from bookings.places.terms.models import Offering
from bookings.places.viewsets import BookingFilters
from portal.accounts.models import Person
from tests.factories.places import make_booker, make_booking, make_colleague, me
from tests.factories.terms import make_terms
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def three(**course: Any) -> tuple[Booking, list[Place]]:
    """A SENCO and two colleagues on a course that costs £60 each, unless it is said otherwise."""
    _user, senco, school = make_booker()
    given = {"funding": "chargeable", "price_pence": 6000, **course}
    session = SessionFactory(course=CoursePageFactory(**given), starts_at=in_a_week())
    people = [senco, make_colleague(school), make_colleague(school)]
    booking = make_booking(session, senco, school, people)
    return booking, list(booking.places.all())


def later(booking: Booking) -> Session:
    course = booking.session.course
    session: Session = SessionFactory(course=course, starts_at=in_a_week() + timedelta(days=30))
    return session


def move(booking: Booking, places: list[Place]) -> Booking:
    return transfer_places(
        booking=booking,
        places=places,
        to_session_id=later(booking).pk,
        actor=booking.booker.user,  # type: ignore[arg-type]
    )


def price(booking: Booking) -> int:
    booking.refresh_from_db()
    return booking.price_pence


def to_invoice() -> set[Booking]:
    found = BookingFilters({"to_invoice": "true"}, queryset=Booking.objects.all())
    return set(found.qs)


def test_of_three_one_cancelled_in_time_one_moved_and_one_left_each_owes_its_share_or_nothing() -> None:
    booking, (first, second, _third) = three()
    cancel_places(booking=booking, places=[first], actor=None)
    assert price(booking) == 12000
    new = move(booking, [second])
    assert (price(booking), new.price_pence) == (6000, 6000)
    cancel_places(booking=new, actor=None)
    assert (price(booking), price(new)) == (6000, 0)


def test_a_booking_cancelled_in_time_is_no_longer_to_invoice() -> None:
    booking, places = three()
    cancel_places(booking=booking, places=places[:1], actor=None)
    assert to_invoice() == {booking}
    cancel_places(booking=booking, actor=None)
    assert price(booking) == 0
    assert not to_invoice()


def test_a_place_cancelled_late_is_owed_once_as_a_charge_beside_the_price() -> None:
    make_terms(Offering.ONLINE, free_until_days=20, late_percent=100, late_pence=0)
    booking, (first, second, _third) = three()
    for place in (first, second):
        cancel_places(booking=booking, places=[place], actor=None)
    assert price(booking) == 6000
    assert [charge.pence for charge in ProposedCharge.objects.all()] == [6000, 6000]


def test_shares_that_do_not_divide_lose_no_penny() -> None:
    booking, (first, second, third) = three()
    Booking.objects.update(price_pence=10000)
    new = move(booking, [first])
    assert (price(booking), new.price_pence) == (6667, 3333)
    newer = move(booking, [second, third])
    assert (price(booking), newer.price_pence) == (0, 6667)


def test_a_price_for_the_whole_school_is_owed_until_the_last_place_goes() -> None:
    booking, (first, second, third) = three(price_unit="school", price_pence=40000)
    cancel_places(booking=booking, places=[first], actor=None)
    new = move(booking, [second])
    assert (price(booking), new.price_pence) == (40000, 0)
    cancel_places(booking=booking, places=[third], actor=None)
    assert price(booking) == 0


def test_a_colleague_who_goes_instead_owes_the_share_of_the_place() -> None:
    booking, (first, second, third) = three()
    colleague: Person = make_colleague(booking.school)  # type: ignore[arg-type]
    new = substitute(place=first, delegate=me(colleague), actor=booking.booker.user)
    assert price(booking) == 18000
    cancel_places(booking=booking, places=[second, third], actor=None)
    assert price(booking) == 6000
    cancel_places(booking=booking, places=[new], actor=None)
    assert price(booking) == 0


def test_what_is_owed_back_when_we_cancel_is_what_those_going_owed() -> None:
    booking, (first, _second, _third) = three()
    cancel_places(booking=booking, places=[first], actor=None)
    call_off_session(session_id=booking.session_id, reason="The trainer is ill", actor=None)
    booking.refresh_from_db()
    assert booking.refund_pence == 12000


def test_an_offer_that_is_accepted_adds_what_the_place_costs_and_touches_no_share_agreed_before() -> (
    None
):
    booking, (first, _second, _third) = three()
    cancel_places(booking=booking, places=[first], actor=None)
    booking = Booking.objects.get(pk=booking.pk)
    CoursePage.objects.update(price_pence=7000)
    Place.objects.filter(pk=first.pk).update(state=Place.State.CONFIRMED)
    agree_price(booking=booking, accepted=1)
    assert price(booking) == 19000


def test_a_price_for_the_whole_school_is_agreed_with_the_first_offer_accepted_only() -> None:
    booking, (first, second, _third) = three(price_unit="school", price_pence=40000)
    cancel_places(booking=booking, actor=None)
    booking = Booking.objects.get(pk=booking.pk)
    for place in (first, second):
        Place.objects.filter(pk=place.pk).update(state=Place.State.CONFIRMED)
        agree_price(booking=booking, accepted=1)
        assert price(booking) == 40000
