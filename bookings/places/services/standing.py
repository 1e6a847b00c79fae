"""How a session and its booker stand while the seats' row is held: all in one statement, put together once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigAutoField, Count, DateField, DateTimeField, F, Subquery
from django.db.models.functions import Coalesce

from bookings.places.errors import NotBookable
from bookings.places.models import Booking
from bookings.places.terms.services import current_terms, terms_id_for
from portal.accounts.models import Membership
from portal.base import clock
from portal.base.prepared import Prepared, Slot
from training.choices import BOOKABLE
from training.models import Session, SessionSeats
from training.querysets import SessionQuerySet

LATELY = timedelta(hours=1)

DECIDES = ("funding", "price_pence", "price_unit", "needs_approval", "withdrawn_on")
"""The fields of a course by which somebody agrees to a price, is asked to wait for approval, or may book at all."""


@dataclass(frozen=True)
class Standing:
    """What is true now, whatever was read before."""

    counter: SessionSeats
    state: str
    calendar_sequence: int
    course: tuple[object, ...]
    """What of the course decides about price, approval and whether it is offered: see ``DECIDES``."""
    terms_id: int | None
    """The terms in force."""
    membership: Membership | None
    """The booker's in the school that they book for, as it is now."""
    lately: int
    """How many bookings the booker has made in the last hour before this one, cancelled ones counted."""

    def check(self, session: Session) -> None:
        """Raises ``NotBookable`` if ``session``, as it was read before, is so no more.

        Somebody who booked a date that was moved meanwhile would be told the old time, and nobody would write
        to them again.
        """
        if self.state not in BOOKABLE:
            raise NotBookable("Booking for this date has just closed.")
        read = tuple(getattr(session.course, name) for name in DECIDES)
        if self.calendar_sequence != session.calendar_sequence or self.course != read:
            raise NotBookable(
                "This date has just been changed. Nothing has been booked: see how it is now."
            )


def _standing() -> SessionQuerySet:
    booker = Slot("booker", BigAutoField())
    made = Booking.objects.filter(booker=booker, created_at__gt=Slot("since", DateTimeField()))
    others = made.exclude(pk=Slot("own", BigAutoField()))
    number = others.order_by().values("booker").annotate(number=Count("pk")).values("number")
    here = Membership.objects.current(today=Slot("today", DateField())).filter(
        school=Slot("school", BigAutoField()), person=booker
    )
    rows = Session.objects.filter(pk=Slot("pk", BigAutoField())).select_related("seats")
    return rows.annotate(
        lately=Coalesce(Subquery(number), 0),
        role=Subquery(here.order_by().values("role")[:1]),
        **{f"course_{name}": F(f"course__{name}") for name in DECIDES},
        **current_terms(),
    ).order_by()


_rows = Prepared(_standing)


def standing_of(booking: Booking, *, now: datetime) -> Standing:
    """Read inside the booking's transaction, after its seats were asked for and before anything else is written."""
    school = booking.school
    row: Any = _rows.first(
        pk=booking.session_id,
        own=booking.pk,
        booker=booking.booker_id,
        school=school.pk if school else None,
        today=clock.today(),
        since=now - LATELY,
    )
    if row is None:
        raise NotBookable("This date cannot be booked.")
    row.course = booking.session.course
    membership = Membership(person=booking.booker, school=school, role=row.role) if row.role else None
    return Standing(
        row.seats,
        row.state,
        row.calendar_sequence,
        tuple(getattr(row, f"course_{name}") for name in DECIDES),
        terms_id_for(row, family=school is None),
        membership,
        row.lately,
    )
