"""What happens to bookings and places when two people, or two schools, become one."""

from __future__ import annotations

from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.services.seats import free_seats, hold_seats
from portal.accounts.merging.registry import Pair, register
from portal.base import clock


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("places.Booking.school", "bookings")
    register("places.Booking.booker", "bookings they made")
    register("places.Place.person", "places on courses", move=_move_places, lock=_lock_seats)


def _doubles(kept: int, gone: int) -> list[Place]:
    """Live places of the one in sessions in which the other has one too."""
    sessions = Place.objects.live().filter(person=kept).values("session")
    places = Place.objects.live().filter(person=gone, session__in=sessions)
    return list(places.select_related("booking").order_by("session_id"))


def _lock_seats(kept: int, gone: int) -> None:
    """The seats' rows come first, as in every path that gives places back."""
    for place in _doubles(kept, gone):
        hold_seats(session_id=place.session_id)


def _move_places(pair: Pair) -> int:
    """Places move. One person needs one place in a session: the second is given back, without a mail,
    as nobody loses anything."""
    for place in _doubles(pair.kept, pair.gone):
        place.state = Place.State.CANCELLED
        place.save(update_fields=["state"])
        free_seats(session_id=place.session_id, number=1)
        PlaceEvent.objects.create(place=place, kind=PlaceEvent.Kind.CANCELLED, actor=pair.actor)
        if not place.booking.places.live().exists():
            Booking.objects.filter(pk=place.booking_id).update(
                state=Booking.State.CANCELLED, cancelled_at=clock.now()
            )
    return Place.objects.filter(person=pair.gone).update(person=pair.kept)
