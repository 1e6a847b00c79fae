"""Entries of one person's calendar rise in number from booking to booking."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from bookings.places.models import Booking
from portal.accounts.models import Person


def rise_above_earlier(*, booking: Booking, people: Sequence[Person]) -> None:
    """Puts the booking's calendar entries above those of these people's earlier places on the date.

    Calendars ignore an entry that does not rise above the one that was cancelled before.
    """
    earlier = Booking.objects.filter(session_id=booking.session_id, places__person__in=people)
    highest = earlier.exclude(pk=booking.pk).aggregate(highest=Max("calendar_sequence"))["highest"]
    rise_above(booking=booking, before=highest)


def rise_above(*, booking: Booking, before: int | None) -> None:
    """The same, where the highest number ``before`` is known; None if there was none."""
    if before is not None and before >= booking.calendar_sequence:
        booking.calendar_sequence = before + 1
        booking.save(update_fields=["calendar_sequence"])
