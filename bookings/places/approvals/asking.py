"""Asking a school's head or approver whether it wants the places that are held for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.places.approvals.models import Approval
from bookings.places.approvals.rule import REMIND, agrees_by_booking, held_until, is_asked_for
from bookings.places.models import Booking
from bookings.places.prices import place_pence
from portal.accounts.models import User


def has_to_ask(booking: Booking, *, actor: User | None) -> bool:
    """Whether new places of this booking count only once a head or approver agrees.

    Not where who booked, or does this now, is one. Asks the database only where the course or the school wants it.
    """
    school = booking.school
    if school is None or not is_asked_for(booking.session, school):
        return False
    return not agrees_by_booking(school=school, booker=booking.booker, actor=actor)


def open_approval(booking: Booking, *, now: datetime) -> Approval:
    """The question about places of this booking that are about to be held. Who can answer is told afterwards,
    when the places are written: see ``letters.send_asked``.

    ``booking.session`` has a time: nothing can be booked that has none.
    """
    session: Any = booking.session
    until = held_until(now=now, starts_at=session.starts_at, closes_at=session.closes_at)
    return Approval.objects.create(
        booking=booking,
        asked_at=now,
        expires_at=until,
        # With no more than a day from the start, the question itself is the reminder.
        reminded_at=now if until - now <= REMIND else None,
        place_pence=place_pence(session, places=1),
    )
