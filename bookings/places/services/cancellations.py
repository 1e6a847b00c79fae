"""Giving places back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from bookings.places.approvals.letters import send_given_back
from bookings.places.eligibility import cancellation_refusal
from bookings.places.errors import CannotCancel
from bookings.places.models import Booking, Place
from bookings.places.services.ending import end_places
from bookings.places.services.letters import send_cancellation
from bookings.places.services.offers import promote
from bookings.places.services.seats import hold_seats
from bookings.places.services.settling import settle
from bookings.places.services.waiting_letters import send_left
from bookings.places.session_reads import session_for_booking
from bookings.places.terms.booked import late_charges
from bookings.places.terms.services import propose_late_charges
from portal.accounts.models import User
from portal.base import clock


@transaction.atomic
def cancel_places(
    *,
    booking: Booking,
    places: Collection[Place] | None = None,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
    waive: bool = False,
    now: datetime | None = None,
) -> list[Place]:
    """Cancels these places of the booking, or all of them; returns those that this call cancelled.

    Those who wait leave the list. What comes free is offered to the next. With its last place the
    booking is cancelled too. The price loses the share of those who were going. What the terms ask for
    cancelling late is proposed to an officer; with ``waive`` it is waived for ``reason``. Places that
    are cancelled already, and those of other bookings, are passed over, so repeats are harmless. Raises
    ``CannotCancel`` once the session has begun.
    """
    moment = now or clock.now()
    # The seats' row comes first, as when booking: in another order two of them could wait for each other.
    hold_seats(session_id=booking.session_id)
    booking = Booking.objects.select_related("booker", "school", "terms").get(pk=booking.pk)
    booking.session = session_for_booking(booking.session_id)
    active = list(booking.places.active().select_related("person"))
    wanted = None if places is None else {place.pk for place in places}
    ending = [place for place in active if wanted is None or place.pk in wanted]
    if not ending:
        return []
    if refusal := cancellation_refusal(booking.session, moment):
        raise CannotCancel(refusal)
    was = {place.pk: place.state for place in ending}
    waived = reason if waive else ""
    pence = _charge(booking, active, ending, moment, waived=waived, by=actor)
    _end(booking, active, ending, actor=actor, by_link=by_link, reason=reason, pence=pence)
    came_free = any(state in Place.HOLDING for state in was.values())
    promote(session_id=booking.session_id, now=moment, tell_again=came_free)
    return ending


def _end(
    booking: Booking,
    active: list[Place],
    ending: list[Place],
    *,
    actor: User | None,
    by_link: bool,
    reason: str,
    pence: int,
) -> None:
    """Ends these of the active places, gives back what they held, and owes everybody their mail.

    ``pence`` is what may be charged for all of those who were going.
    """
    going = [place for place in ending if place.state in Place.LIVE]
    held = [place for place in ending if place.state == Place.State.HELD]
    staying = [place for place in active if place not in ending and place.state in Place.LIVE]
    end_places(places=ending, state=Place.State.CANCELLED, actor=actor, by_link=by_link, reason=reason)
    Booking.objects.filter(pk=booking.pk).update(
        price_pence=F("price_pence") - booking.share(ending=len(going), staying=len(staying)),
        calendar_sequence=F("calendar_sequence") + 1,
    )
    booking.refresh_from_db(fields=["price_pence", "calendar_sequence"])
    settle(booking=booking)
    for place in ending:
        place.state = Place.State.CANCELLED
    if going:
        send_cancellation(booking=booking, ended=going, staying=staying, charged_pence=pence)
    if held:
        send_given_back(booking=booking, places=held)
    if left := [place for place in ending if place not in going and place not in held]:
        send_left(booking=booking, places=left)


def _charge(
    booking: Booking,
    active: list[Place],
    ending: list[Place],
    moment: datetime,
    *,
    waived: str,
    by: User | None,
) -> int:
    """Proposes what giving up the places of those who are going costs; says how much may be charged for all."""
    going = [place for place in ending if place.state in Place.LIVE]
    staying = sum(1 for place in active if place.state in Place.LIVE) - len(going)
    charges = late_charges(booking=booking, ending=going, staying=staying, now=moment)
    propose_late_charges(booking=booking, charges=charges, waived=waived, by=by)
    return 0 if waived else sum(charges.values())
