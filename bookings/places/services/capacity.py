"""How many places a session has."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from bookings.places.services.offers import promote
from training.models import Session, SessionSeats
from training.search import seats_changed


@transaction.atomic
def set_capacity(*, session: Session, capacity: int) -> None:
    """Sets how many places the session has, making its counter when it has none yet.

    More places are offered to who waits.
    Raises ``ValidationError`` when more places are already taken.
    """
    seats, created = SessionSeats.objects.get_or_create(session=session, defaults={"capacity": capacity})
    if created:
        return
    updated = SessionSeats.objects.filter(pk=session.pk, taken__lte=capacity + F("overbook")).update(
        capacity=capacity
    )
    if not updated:
        seats.refresh_from_db()
        raise ValidationError(
            {"capacity": f"{seats.taken} places are taken already: enter {seats.taken} or more."}
        )
    seats_changed(session_id=session.pk)
    promote(session_id=session.pk)
