"""Moving places to another date of the same course: both dates change together, or neither."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from bookings.places.delegates import Delegate
from bookings.places.eligibility import cancellation_refusal, school_refusal, session_refusal
from bookings.places.errors import CannotTransfer, NotBookable, NotEligible
from bookings.places.evaluations.services import carry_answers
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.needs.services import carry_needs
from bookings.places.services.calendar_order import rise_above_earlier
from bookings.places.services.change_letters import send_transfer
from bookings.places.services.ending import end_places, note
from bookings.places.services.offers import promote
from bookings.places.services.reservations import check_people
from bookings.places.services.seats import hold_seats, take_seats
from bookings.places.services.settling import settle
from bookings.places.session_reads import limits_for, sessions_for_booking
from bookings.places.terms.booked import late_charges
from bookings.places.terms.models import Terms, offering_of
from bookings.places.terms.services import propose_late_charges
from portal.accounts.models import User
from portal.base import clock
from training.models import SessionSeats

HELD = "These places await approval. Nothing has changed. Cancel them and book the other date instead."


@transaction.atomic
def transfer_places(
    *,
    booking: Booking,
    places: Collection[Place],
    to_session_id: int,
    actor: User,
    reason: str = "",
    waive: bool = False,
    now: datetime | None = None,
) -> Booking:
    """Moves these places to another date of the course; returns the new booking, linked to the old.

    A booking is for one date, so the places moved make a booking of their own, of the same booker and
    school, with its share of the price. Places that are gone are passed over; when all are, the
    booking to which they went is found again. Giving up the old date late is charged as cancelling
    is. Raises ``CannotTransfer``, ``NotBookable`` or ``NotEligible`` with nothing changed.
    """
    moment = now or clock.now()
    _hold(booking.session_id, to_session_id)
    old, target = _read(booking, to_session_id)
    live = list(old.places.live().select_related("person__role"))
    wanted = {place.pk for place in places}
    moving = [place for place in live if place.pk in wanted]
    if old.places.filter(pk__in=wanted, state=Place.State.HELD).exists():
        raise CannotTransfer(HELD)
    if not moving:
        return _moved_before(wanted, to_session_id)
    _check(old, target, moving, moment)
    if not take_seats(session_id=target.pk, number=len(moving)):
        raise CannotTransfer(_full(target.pk, len(moving)))
    staying = [place for place in live if place.pk not in wanted]
    charges = late_charges(booking=old, ending=moving, staying=len(staying), now=moment)
    new = _new_booking(old, target, moving, staying)
    _move(old, new, moving, actor=actor, reason=reason)
    propose_late_charges(booking=old, charges=charges, waived=reason if waive else "", by=actor)
    charged = 0 if waive else sum(charges.values())
    send_transfer(old=old, new=new, moved=moving, staying=staying, charged_pence=charged)
    promote(session_id=old.session_id, now=moment)
    return new


def _hold(from_id: int, to_id: int) -> None:
    """Both rows in ascending order: two who move places criss-cross would else wait for each other."""
    if to_id == from_id:
        raise CannotTransfer("Choose another date: the places are on this one already.")
    for session_id in sorted((from_id, to_id)):
        hold_seats(session_id=session_id)


def _read(booking: Booking, to_session_id: int) -> tuple[Booking, Any]:
    old = Booking.objects.select_related("booker", "school", "terms").get(pk=booking.pk)
    ids = (booking.session_id, to_session_id)
    found = {row.pk: row for row in sessions_for_booking().filter(pk__in=ids)}
    old.session = found[booking.session_id]
    target = found.get(to_session_id)
    if target is None or target.course_id != old.session.course_id or not hasattr(target, "seats"):
        raise CannotTransfer("Places can only be moved to another date of the same course.")
    return old, target


def _moved_before(wanted: set[int], to_session_id: int) -> Booking:
    """The booking these places went to, for a second press of the button."""
    done = Booking.objects.filter(
        session_id=to_session_id, places__replaces__in=wanted, moved_from__isnull=False
    ).first()
    if done is None:
        raise CannotTransfer(
            "These places have been cancelled or passed on already. Nothing has changed."
        )
    return done


def _check(old: Booking, target: Any, moving: Sequence[Place], moment: datetime) -> None:
    if refusal := cancellation_refusal(old.session, moment):
        raise CannotTransfer(refusal)
    if refusal := session_refusal(target, moment):
        raise NotBookable(refusal)
    if refusal := school_refusal(limits_for(target), old.school):
        raise NotEligible(dict.fromkeys(range(len(moving)), refusal))
    people = [place.person for place in moving]
    check_people(target, people, [Delegate(person_id=person.pk) for person in people])


def _full(session_id: int, wanted: int) -> str:
    free = SessionSeats.objects.get(pk=session_id).left
    if free <= 0:
        return "That date is full. Nothing has changed: the places you have stay yours."
    left = "1 place is" if free == 1 else f"{free} places are"
    return f"Only {left} left on that date, and you asked to move {wanted}. Nothing has changed."


def _new_booking(
    old: Booking, target: Any, moving: Sequence[Place], staying: Sequence[Place]
) -> Booking:
    """The places' booking on the new date, with the price that goes along; the whole stays the same."""
    moved_price = old.share(ending=len(moving), staying=len(staying))
    offering = offering_of(target, family=old.school_id is None)
    terms = old.terms
    if terms is None or terms.offering != offering:
        terms = Terms.objects.filter(offering=offering, current=True).first()
    new = Booking.objects.create(
        session=target,
        booker=old.booker,
        school=old.school,
        idem_key=uuid.uuid4(),
        price_pence=moved_price,
        purchase_order=old.purchase_order,
        terms=terms,
        moved_from=old,
    )
    Booking.objects.filter(pk=old.pk).update(
        price_pence=F("price_pence") - moved_price, calendar_sequence=F("calendar_sequence") + 1
    )
    old.calendar_sequence += 1
    return new


def _move(old: Booking, new: Booking, moving: Sequence[Place], *, actor: User, reason: str) -> None:
    end_places(places=moving, state=Place.State.TRANSFERRED, actor=actor, reason=reason)
    made = Place.objects.bulk_create(
        Place(
            booking=new,
            session=new.session,
            person=place.person,
            role_id=place.role_id,
            replaces=place,
        )
        for place in moving
    )
    note(made, PlaceEvent.Kind.CONFIRMED, actor=actor, reason=reason)
    carry_needs(made=made)
    carry_answers(made=made)
    rise_above_earlier(booking=new, people=[place.person for place in made])
    settle(booking=old)
