"""Reading one booking for its reader, by a statement that is put together once in a process."""

from __future__ import annotations

from django.db.models import BigAutoField, CharField, DateField, prefetch_related_objects

from bookings.places.models import Booking
from portal.accounts.models import User
from portal.base import clock
from portal.base.prepared import Prepared, Slot

_by_reference = Prepared(
    lambda: (
        Booking.objects.readable_by(Slot("user", BigAutoField()), today=Slot("today", DateField()))
        .for_one()
        .filter(reference=Slot("reference", CharField()))
        .order_by()
    )
)


def booking_read_by(user: User, reference: str) -> Booking | None:
    """The booking with this reference, with what pages say about it, if ``user`` may read it."""
    found = _by_reference.first(user=user.pk, today=clock.today(), reference=reference)
    if found is not None:
        prefetch_related_objects([found], Booking.objects.all().places())
    return found
