"""How many places a session has."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from bookings.places.models import Place
from bookings.places.services.offers import promote
from training.models import Session, SessionSeats
from training.search import seats_changed


@transaction.atomic
def set_capacity(*, session: Session, capacity: int) -> None:
    """Sets how many places the session has, making its counter when it has none yet.

    More places are offered to who waits.
    Raises ``ValidationError`` when more places are already taken.
    """
    kept, created = SessionSeats.objects.get_or_create(session=session, defaults={"capacity": capacity})
    if created or kept.capacity == capacity:
        return
    updated = SessionSeats.objects.filter(pk=session.pk, taken__lte=capacity + F("overbook")).update(
        capacity=capacity
    )
    if not updated:
        raise ValidationError({"capacity": _too_few(session.pk)})
    seats_changed(session_id=session.pk)
    promote(session_id=session.pk, tell_again=capacity > kept.capacity)


def _too_few(session_id: int) -> str:
    """That more places are taken, how many of them are only offered, and what to do."""
    taken = SessionSeats.objects.get(pk=session_id).taken
    places_of = Place.objects.filter(session=session_id)
    offered = places_of.filter(state=Place.State.OFFERED).count()
    held = places_of.filter(state=Place.State.HELD).count()
    among = f", {offered} of them offered to people who wait" if offered else ""
    among += f", {held} of them held until somebody approves them" if held else ""
    places = "1 place is" if taken == 1 else f"{taken} places are"
    return f"{places} taken already{among}: enter {taken} or more, or cancel places first."
