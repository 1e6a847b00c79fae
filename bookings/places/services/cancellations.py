"""Giving places back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from bookings.places.eligibility import cancellation_refusal
from bookings.places.errors import CannotCancel
from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.letters import send_cancellation
from bookings.places.services.seats import free_seats, hold_seats
from bookings.places.session_reads import sessions_for_booking
from portal.accounts.models import User
from portal.base import clock


@transaction.atomic
def cancel_places(
    *,
    booking: Booking,
    places: Collection[Place] | None = None,
    actor: User | None,
    now: datetime | None = None,
) -> list[Place]:
    """Cancels these places of the booking, or all of them; returns those that this call cancelled.

    With its last place the booking is cancelled too. Places that are cancelled already, and those
    of other bookings, are passed over, so repeats are harmless. Raises ``CannotCancel`` once the
    session has begun.
    """
    moment = now or clock.now()
    # The seats' row comes first, as when booking: in another order two of them could wait for each other.
    hold_seats(session_id=booking.session_id)
    booking = Booking.objects.select_related("booker", "school").get(pk=booking.pk)
    booking.session = sessions_for_booking().get(pk=booking.session_id)
    live = list(booking.places.live().select_related("person"))
    wanted = None if places is None else {place.pk for place in places}
    ending = [place for place in live if wanted is None or place.pk in wanted]
    if not ending:
        return []
    if reason := cancellation_refusal(booking.session, moment):
        raise CannotCancel(reason)
    number = (
        Place.objects.live()
        .filter(pk__in=[place.pk for place in ending])
        .update(state=Place.State.CANCELLED)
    )
    free_seats(session_id=booking.session_id, number=number)
    PlaceEvent.objects.bulk_create(
        PlaceEvent(place=place, kind=PlaceEvent.Kind.CANCELLED, actor=actor) for place in ending
    )
    staying = [place for place in live if place not in ending]
    _write_booking(booking, all_gone=not staying, moment=moment)
    for place in ending:
        place.state = Place.State.CANCELLED
    send_cancellation(booking=booking, ended=ending, staying=staying)
    return ending


def _write_booking(booking: Booking, *, all_gone: bool, moment: datetime) -> None:
    changes = {"calendar_sequence": F("calendar_sequence") + 1}
    rows = Booking.objects.filter(pk=booking.pk)
    rows.update(**changes)
    if all_gone:
        rows.filter(state=Booking.State.CONFIRMED).update(
            state=Booking.State.CANCELLED, cancelled_at=moment
        )
    booking.refresh_from_db(fields=["calendar_sequence", "state", "cancelled_at"])
