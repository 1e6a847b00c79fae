"""The counter of a session's seats. Nothing else writes ``SessionSeats``.

A seat transaction's first seat statement is an UPDATE that also checks: PostgreSQL makes the
second updater wait and look again, SQLite has its write lock already, and the CHECK constraint is
the last word. Measured against the alternatives in ``docs/performance.md``.
"""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Greatest, Least

from training.models import SessionSeats
from training.search import seats_changed


def take_seats(*, session_id: int, number: int, tell: bool = True) -> bool:
    """Takes ``number`` seats if that many are free and nobody waits; says whether it did.

    Call inside a transaction; the seats come back if it rolls back. A caller that reads the row next anyway calls
    ``tell_change`` with it, and this one without ``tell``.
    """
    updated = SessionSeats.objects.filter(
        pk=session_id, waiting=0, taken__lte=F("capacity") - number
    ).update(taken=F("taken") + number)
    if updated and tell and _left(session_id) == 0:
        seats_changed(session_id=session_id)
    return updated == 1


def tell_change(*, counter: SessionSeats, seated: bool, number: int) -> None:
    """Has the course indexed anew if ``number`` people, ``seated`` or waiting, closed the date to newcomers.

    ``counter`` is the row since then.
    """
    first_to_wait = counter.waiting == number and counter.taken < counter.capacity
    if counter.left == 0 if seated else first_to_wait:
        seats_changed(session_id=counter.pk)


def hold_seats(*, session_id: int) -> None:
    """Makes others who want this session's seats wait until the transaction ends.

    Where places are looked at before it is known how many seats they free.
    """
    SessionSeats.objects.filter(pk=session_id).update(taken=F("taken"))


def overbook(*, session_id: int, number: int) -> None:
    """Takes ``number`` seats whether or not they are free or others wait: staff have decided so."""
    over = F("taken") + number - F("capacity")
    SessionSeats.objects.filter(pk=session_id).update(
        taken=F("taken") + number, overbook=Greatest(F("overbook"), over)
    )
    if _left(session_id) <= 0:
        seats_changed(session_id=session_id)


def free_seats(*, session_id: int, number: int) -> None:
    """Gives ``number`` seats back. Call inside the transaction that ends their places.

    Seats beyond the capacity are the first to go, so that it can later be lowered no further than it is taken.
    """
    over = Greatest(Value(0), F("taken") - number - F("capacity"))
    SessionSeats.objects.filter(pk=session_id).update(
        taken=F("taken") - number, overbook=Least(F("overbook"), over)
    )
    if 0 < _left(session_id) <= number:
        seats_changed(session_id=session_id)


def join_line(*, session_id: int, number: int) -> None:
    """Counts ``number`` more people who wait. From the first on, newcomers find no place left: ``tell_change``."""
    SessionSeats.objects.filter(pk=session_id).update(waiting=F("waiting") + number)


def leave_line(*, session_id: int, number: int) -> None:
    """Counts ``number`` fewer people who wait. With the last, places left are newcomers' again."""
    SessionSeats.objects.filter(pk=session_id).update(waiting=F("waiting") - number)
    if _left(session_id) > 0:
        seats_changed(session_id=session_id)


def seat_from_line(*, session_id: int, number: int) -> bool:
    """Takes ``number`` free seats for people who wait, if there are so many; says whether it did."""
    updated = SessionSeats.objects.filter(
        pk=session_id, waiting__gte=number, taken__lte=F("capacity") - number
    ).update(taken=F("taken") + number, waiting=F("waiting") - number)
    if updated and _left(session_id) > 0:
        seats_changed(session_id=session_id)
    return updated == 1


def _left(session_id: int) -> int:
    """Places left now; this transaction holds the row."""
    return SessionSeats.objects.get(pk=session_id).left
