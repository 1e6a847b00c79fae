"""What the terms say of places that are booked: what was agreed counts, not what is so now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.terms.words import moved_words, terms_words
from training.choices import PriceUnit


def agreed_before_move(booking: Booking) -> set[int]:
    """The ids of its places that were confirmed before we moved the date: giving them up costs nothing.

    Whoever accepts a place after the move agrees to the date as it is then. A colleague who goes instead has the
    place as it was agreed for the first.
    """
    if booking.session.moved_at is None:
        return set()
    confirmed = PlaceEvent.objects.filter(place__booking=booking, kind=PlaceEvent.Kind.CONFIRMED)
    agreed: dict[int, datetime] = {}
    for place, replaced, at in confirmed.order_by("pk").values_list(
        "place_id", "place__replaces_id", "at"
    ):
        agreed[place] = agreed.get(replaced, at) if replaced else at
    return {place for place, at in agreed.items() if booking.session.moved_since(at)}


def charged_on(booking: Booking, *, going: int) -> int:
    """Of which price, in pence, a share is charged: one place's as agreed, or that of all for a whole school."""
    if booking.session.course.price_unit == PriceUnit.SCHOOL:
        return booking.price_pence
    return booking.share(ending=min(going, 1), staying=max(going - 1, 0))


def agreed_words(booking: Booking, *, going: Sequence[Place], now: datetime) -> list[str]:
    """The terms a booking agreed to, for the places of those who are going; none where there are none."""
    free = [place for place in going if place.pk in agreed_before_move(booking)] if going else []
    names = [place.person.name for place in free]
    return terms_words(
        booking.terms,
        session=booking.session,
        now=now,
        price_pence=charged_on(booking, going=len(going)),
        moved=moved_words(names if len(free) < len(going) else ()) if free else "",
        all_moved=len(free) == len(going) > 0,
    )


def late_charges(
    *, booking: Booking, ending: Collection[Place], staying: int, now: datetime
) -> dict[int, int]:
    """What giving up these places now may cost, in pence by the id of each; places that cost nothing are left out.

    By the terms the booking agreed to. ``staying`` says how many others are kept.
    """
    terms, starts_at = booking.terms, booking.session.starts_at
    if not ending or terms is None or starts_at is None or now < terms.free_until(starts_at):
        return {}
    share = booking.share(ending=len(ending), staying=staying) // len(ending)
    pence = terms.late_charge(price_pence=share)
    if not pence:
        return {}
    free = agreed_before_move(booking)
    return {place.pk: pence for place in ending if place.pk not in free}
