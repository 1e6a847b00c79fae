"""The portal with its seat guard taken out: what the races must catch.

Seats are counted first and written afterwards, as one would naively; and SQLite's transactions
begin without the write lock, as is its default.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from portal.wsgi import application

if TYPE_CHECKING:
    from bookings.places.models import Booking

__all__ = ["application"]

BETWEEN = 0.02
"""Seconds between looking and writing: a busy server's pause."""


def take_seats(*, session_id: int, number: int, tell: bool = True) -> bool:
    """Reads, decides, writes: two at once decide on the same number."""
    from training.models import SessionSeats

    seats = SessionSeats.objects.get(pk=session_id)
    if seats.left < number:
        return False
    time.sleep(BETWEEN)
    SessionSeats.objects.filter(pk=session_id).update(taken=seats.taken + number)
    return True


def take_the_guard_out() -> None:
    from bookings.places.services import reservations, seats
    from training.models import SessionSeats

    write_the_booking = reservations._insert

    def look_before_writing(booking: Booking) -> None:
        """Writing comes first in the real one, which alone makes a second writer of SQLite wait."""
        SessionSeats.objects.get(pk=booking.session_id)
        write_the_booking(booking)

    reservations._insert = look_before_writing
    seats.take_seats = take_seats
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"]["transaction_mode"] = "DEFERRED"


take_the_guard_out()
