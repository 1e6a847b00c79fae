"""The counter of a session's seats. Nothing else writes ``SessionSeats``.

A seat transaction's first seat statement is an UPDATE that also checks: PostgreSQL makes the
second updater wait and look again, SQLite has its write lock already, and the CHECK constraint is
the last word. Measured against the alternatives in ``docs/performance.md``.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from training.models import Session, SessionSeats
from training.search import seats_changed


def take_seats(*, session_id: int, number: int) -> bool:
    """Takes ``number`` seats if that many are free and nobody waits; says whether it did.

    Call inside a transaction; the seats come back if it rolls back.
    """
    updated = SessionSeats.objects.filter(
        pk=session_id, waiting=0, taken__lte=F("capacity") - number
    ).update(taken=F("taken") + number)
    if updated and _left(session_id) == 0:
        seats_changed(session_id=session_id)
    return updated == 1


def hold_seats(*, session_id: int) -> None:
    """Makes others who want this session's seats wait until the transaction ends.

    Where places are looked at before it is known how many seats they free.
    """
    SessionSeats.objects.filter(pk=session_id).update(taken=F("taken"))


def free_seats(*, session_id: int, number: int) -> None:
    """Gives ``number`` seats back. Call inside the transaction that ends their places."""
    SessionSeats.objects.filter(pk=session_id).update(taken=F("taken") - number)
    if 0 < _left(session_id) <= number:
        seats_changed(session_id=session_id)


@transaction.atomic
def set_capacity(*, session: Session, capacity: int) -> None:
    """Sets how many places the session has, making its counter when it has none yet.

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


def _left(session_id: int) -> int:
    """Places left now; this transaction holds the row."""
    return SessionSeats.objects.get(pk=session_id).left
