"""What happens to bookings and places when two people, or two schools, become one."""

from __future__ import annotations

from bookings.places.attendance.services import carry_over
from bookings.places.certificates.services import carry_certificate
from bookings.places.evaluations.services import move_stop
from bookings.places.feeds.services import move_address
from bookings.places.models import Place
from bookings.places.needs.services import join_needs
from bookings.places.services.ending import end_places
from bookings.places.services.offers import promote
from bookings.places.services.seats import hold_seats
from bookings.places.services.settling import settle
from portal.accounts.merging.registry import Pair, register


def register_movers() -> None:
    """Called once, when the apps are ready."""
    register("places.Booking.school", "bookings")
    register("places.Booking.booker", "bookings they made")
    register("places.CalendarAddress.person", "calendar addresses", move=move_address)
    register("places.EvaluationStop.person", "wishes not to be asked", move=move_stop)
    register("places.Place.person", "places on courses", move=_move_places, lock=_lock_seats)


BEST_FIRST = (Place.State.CONFIRMED, Place.State.HELD, Place.State.OFFERED, Place.State.WAITING)


def _doubles(kept: int, gone: int) -> list[Place]:
    """Of two active places in one session the one that ends: the lesser, or that of the one who goes."""
    active = Place.objects.active().select_related("booking")
    own = {place.session_id: place for place in active.filter(person=kept)}
    others = active.filter(person=gone, session__in=own).order_by("session_id")
    return [
        max((own[other.session_id], other), key=lambda place: BEST_FIRST.index(place.state))
        if own[other.session_id].state != other.state
        else other
        for other in others
    ]


def _lock_seats(kept: int, gone: int) -> None:
    """The seats' rows come first, as in every path that gives places back."""
    for place in _doubles(kept, gone):
        hold_seats(session_id=place.session_id)


def _move_places(pair: Pair) -> int:
    """Places move. One person needs one place in a session: the second is given back, without a mail,
    as nobody loses anything; if they were marked there, that stays. Seats that come free so are offered to
    who waits."""
    for place in _doubles(pair.kept, pair.gone):
        held = place.state in Place.HOLDING
        stays = Place.objects.active().filter(
            session=place.session_id, person__in=[pair.kept, pair.gone]
        )
        kept = stays.exclude(pk=place.pk).get()
        carry_over(from_place=place, to_place=kept, actor=pair.actor)
        join_needs(from_place=place, to_place=kept)
        carry_certificate(from_place=place, to_place=kept)
        end_places(places=[place], state=Place.State.CANCELLED, actor=pair.actor)
        settle(booking=place.booking)
        promote(session_id=place.session_id, tell_again=held)
    return Place.objects.filter(person=pair.gone).update(person=pair.kept)
