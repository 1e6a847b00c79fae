"""What the pages of changing a booking offer: colleagues who can go, and dates with room."""

from __future__ import annotations

from collections.abc import Sequence

from bookings.places.clashes import Clashes, clashes_of
from bookings.places.eligibility import school_refusal
from bookings.places.models import Booking, Place, Terms
from bookings.places.session_reads import limits_for, session_for_booking, sessions_for_booking
from bookings.places.terms.booked import charged_on, late_charges
from bookings.places.terms.models import offering_of
from bookings.places.terms.services import terms_in_force
from bookings.places.terms.words import say_until
from portal.accounts.models import Membership, Person, User
from portal.base import clock
from portal.base.money import say_pounds
from training.choices import PriceUnit
from training.models import Session
from training.session_rows import session_rows

MOST_DATES = 20


def colleagues_for(booking: Booking, user: User) -> list[Person]:
    """People of the school without a place on the date; none for somebody who books for themselves only."""
    books = Membership.objects.of_user(user).filter(
        school=booking.school_id, role__in=Membership.BOOKS_FOR_OTHERS
    )
    if booking.school is None or not books.exists():
        return []
    going = Place.objects.active().filter(session=booking.session_id).values("person_id")
    known = Person.objects.known_to(booking.school).exclude(pk__in=going)
    return list(known.select_related("role").order_by("name", "pk"))


def dates_for(booking: Booking) -> list[tuple[str, str, str]]:
    """Other dates of the course that the school can book: id, when, and where with the places left."""
    now = clock.now()
    ids = (
        Session.objects.bookable(now)
        .filter(course=booking.session.course_id)
        .exclude(pk=booking.session_id)
        .values_list("pk", flat=True)[:MOST_DATES]
    )
    fit = [
        row
        for row in sessions_for_booking().filter(pk__in=list(ids)).order_by("starts_at", "pk")
        if row.seats.left > 0 and not school_refusal(limits_for(row), booking.school)
    ]
    live = sum(1 for place in booking.places.all() if place.state in Place.LIVE)
    price, dates = charged_on(booking, going=live), []
    for session, row in zip(fit, session_rows(fit, now), strict=True):
        left = "1 place left" if session.seats.left == 1 else f"{session.seats.left} places left"
        said = [row.place, left]
        terms = _terms_there(booking, session)
        if terms and session.starts_at and terms.late_charge(price_pence=price):
            until = terms.free_until(session.starts_at)
            said.append(
                f"Free to cancel until {say_until(until)}" if until > now else "Late to cancel already"
            )
        dates.append((str(session.pk), row.when, ". ".join(said)))
    return dates


def clashes_there(
    booking: Booking, moving: Sequence[Place], *, to: int, own: int | None, you: bool = True
) -> Clashes:
    """Who of them has a place elsewhere during the date they would move to."""
    return clashes_of(
        session=session_for_booking(to),
        people=[place.person_id for place in moving],
        school=booking.school,
        own=own,
        you=you,
        leaving=booking.session_id,
    )


def _terms_there(booking: Booking, session: Session) -> Terms | None:
    """What the places have on that date: the terms agreed, or those in force for another kind of place."""
    offering = offering_of(session, family=booking.school_id is None)
    agreed = booking.terms
    return agreed if agreed and agreed.offering == offering else terms_in_force(offering)


def move_words(booking: Booking) -> str:
    """What giving up the present date now may cost; empty when it is free."""
    live = [place for place in booking.places.all() if place.state in Place.LIVE]
    charges = late_charges(booking=booking, ending=live, staying=0, now=clock.now())
    if not charges or booking.terms is None:
        return ""
    may = "Leaving this date now is late:"
    for_all = booking.session.course.price_unit == PriceUnit.SCHOOL and booking.terms.late_percent
    if for_all and len(live) > 1:
        return f"{may} {say_pounds(sum(charges.values()))} may be charged when nobody stays on it."
    others = "" if len(charges) == len(live) else ", but not for those you booked before we moved it"
    return f"{may} {say_pounds(max(charges.values()))} may be charged for each place you move{others}."
