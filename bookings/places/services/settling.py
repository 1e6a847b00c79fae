"""What a booking is follows from its places."""

from __future__ import annotations

from bookings.places.models import Booking, Place
from bookings.places.prices import added_pence
from portal.base import clock


def settle(*, booking: Booking) -> None:
    """Writes the booking's state as its places are: confirmed, awaiting approval, on the waiting
    list, or cancelled.

    Call inside the transaction that changed them, with the seats' row held.
    """
    states = set(booking.places.order_by().values_list("state", flat=True))
    if states.intersection(Place.LIVE):
        state = Booking.State.CONFIRMED
    elif Place.State.HELD in states:
        state = Booking.State.APPROVAL
    elif states.intersection(Place.ACTIVE):
        state = Booking.State.WAITING
    else:
        state = Booking.State.CANCELLED
    if state == booking.state:
        return
    booking.state = state
    booking.cancelled_at = clock.now() if state == Booking.State.CANCELLED else None
    booking.save(update_fields=["state", "cancelled_at"])


def agree_price(*, booking: Booking, accepted: int, purchase_order: str | None = None) -> None:
    """Adds what ``accepted`` places cost, after they were confirmed; what was agreed before stays as it was.

    A price for the whole school is agreed with the first of them. ``purchase_order`` replaces the one given before;
    None leaves it.
    """
    going = booking.places.live().count() - accepted
    add_price(booking=booking, pence=added_pence(booking.session, places=accepted, going=going))
    note_order(booking=booking, purchase_order=purchase_order)


def note_order(*, booking: Booking, purchase_order: str | None) -> None:
    """Replaces the purchase order given before; None leaves it."""
    if purchase_order is not None:
        booking.purchase_order = purchase_order
        booking.save(update_fields=["purchase_order"])


def add_price(*, booking: Booking, pence: int) -> None:
    """Adds what is owed from now on."""
    booking.price_pence += pence
    booking.save(update_fields=["price_pence"])
