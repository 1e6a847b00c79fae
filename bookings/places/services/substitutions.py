"""A colleague goes instead: the seat stays taken, its holder changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bookings.places.delegates import Delegate
from bookings.places.eligibility import school_refusal, substitution_refusal
from bookings.places.errors import CannotSubstitute, NotEligible
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.calendar_order import rise_above_earlier
from bookings.places.services.change_letters import send_substitution
from bookings.places.services.ending import note
from bookings.places.services.people import named_by_link
from bookings.places.services.reservations import check_people, people_of
from bookings.places.services.seats import hold_seats
from bookings.places.session_reads import limits_for, session_for_booking
from portal.accounts.models import Person, User

ASK = "We cannot give the place to this person here. Nothing has changed. Ask {booker}, who booked it, or ask us."
HELD = (
    "This place awaits approval. Nothing has changed. Cancel it and book for the other person instead."
)
GONE = "This place has been cancelled or passed on already. Nothing has changed."


def why_not_substitute(*, booking: Booking, staff: bool = False, now: datetime | None = None) -> str:
    """Why nobody else can go on a place of this booking; empty when a colleague can.

    Staff may do it after the deadline of the terms, until the session begins.
    """
    terms, starts_at = booking.terms, booking.session.starts_at
    until = terms.substitution_until(starts_at) if terms and starts_at and not staff else None
    return substitution_refusal(booking.session, until=until, family=booking.school_id is None, now=now)


@transaction.atomic
def substitute(
    *,
    place: Place,
    delegate: Delegate,
    actor: User | None,
    by_link: bool = False,
    staff: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> Place:
    """Gives the seat of ``place`` to ``delegate``; returns their new place, with an address of its own.

    No seat is freed, so nobody who waits is offered one, and nothing is charged. Raises
    ``CannotSubstitute`` when it is too late or the place has ended, and what booking raises for
    somebody who cannot come: ``NotEligible``, ``AlreadyBooked``, ``NotAllowed``; ``by_link`` also the first,
    which says nothing of them.
    """
    # The seats' row comes first, as in every path, though its number stays.
    hold_seats(session_id=place.session_id)
    booking = Booking.objects.select_related("booker", "school", "terms").get(pk=place.booking_id)
    booking.session = session_for_booking(place.session_id)
    old = booking.places.live().select_related("person").filter(pk=place.pk).first()
    if old is None:
        held = booking.places.filter(pk=place.pk, state=Place.State.HELD).exists()
        raise CannotSubstitute(HELD if held else GONE)
    old.booking = booking
    if refusal := why_not_substitute(booking=booking, staff=staff, now=now):
        raise CannotSubstitute(refusal)
    if refusal := school_refusal(limits_for(booking.session), booking.school):
        raise NotEligible({0: refusal})
    named = _named_by_link(booking, delegate) if by_link else people_of(booking, [delegate], actor)[0]
    new = _pass_on(old, named, actor=actor, by_link=by_link, reason=reason)
    rise_above_earlier(booking=booking, people=[named])
    send_substitution(booking=booking, old=old, new=new, called=delegate.name if by_link else "")
    return new


def _named_by_link(booking: Booking, delegate: Delegate) -> Person:
    """The person whom the holder of a link means. Nothing is told of anybody we know, nor written about them.

    Somebody new becomes no member of the school: nobody who may say so has.
    """
    person = named_by_link(delegate=delegate, booking=booking)
    try:
        check_people(booking.session, [person], [delegate])
    except NotEligible:
        raise CannotSubstitute(ASK.format(booker=booking.booker.name)) from None
    if person.pk is None:
        person.save()
    return person


def _pass_on(old: Place, person: Person, *, actor: User | None, by_link: bool, reason: str) -> Place:
    """Ends the one place and makes the other on its seat, with what happened to both."""
    booking = old.booking
    new = Place(
        booking=booking,
        session_id=old.session_id,
        person=person,
        role_id=person.role_id,
        replaces=old,
    )
    old.state = Place.State.SUBSTITUTED
    old.save(update_fields=["state"])
    new.save(force_insert=True)
    note([old], PlaceEvent.Kind.SUBSTITUTED, actor=actor, by_link=by_link, reason=reason)
    note([new], PlaceEvent.Kind.CONFIRMED, actor=actor, by_link=by_link, reason=reason)
    Booking.objects.filter(pk=booking.pk).update(calendar_sequence=F("calendar_sequence") + 1)
    booking.refresh_from_db(fields=["calendar_sequence"])
    return new
