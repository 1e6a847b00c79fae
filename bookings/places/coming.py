"""What finance's page for schools says of bookings that cost something and are still to come."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse

from bookings.finance.coming import Coming, register_coming
from bookings.places.models import Booking
from portal.base import clock
from training.choices import SessionState


def register_all() -> None:
    """Called once, when the apps are ready."""
    register_coming("bookings", coming_bookings)


def coming_bookings(school_ids: Collection[int]) -> Iterator[Coming]:
    """Confirmed bookings with a price whose date is not over: invoices follow the event."""
    rows: Any = Booking.objects.filter(
        school__in=school_ids,
        state=Booking.State.CONFIRMED,
        price_pence__gt=0,
        session__ends_at__gt=clock.now(),
    ).exclude(session__state=SessionState.CANCELLED)
    for booking in rows.select_related("session__course"):
        yield Coming(
            school_id=booking.school_id,
            text=booking.session.title,
            state="Booked",
            net_pence=booking.price_pence,
            day=clock.in_london(booking.session.starts_at).date(),
            href=reverse("bookings:detail", args=[booking.reference]),
        )
