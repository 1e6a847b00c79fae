"""What a school keeps of somebody who leaves it, for the pages on which people leave."""

from __future__ import annotations

from typing import Any

from django import template

from bookings.places.models import Booking, Place
from portal.accounts.models import Membership
from portal.base import clock

register = template.Library()


@register.inclusion_tag("pages/membership/left_behind.html")
def left_behind(membership: Membership) -> dict[str, Any]:
    """Counts bookings to come that the person made for the school, and their own places in its bookings."""
    to_come = {"session__ends_at__gt": clock.now()}
    booked = Booking.objects.filter(
        booker=membership.person_id,
        school=membership.school_id,
        state=Booking.State.CONFIRMED,
        **to_come,
    )
    going = Place.objects.live().filter(
        person=membership.person_id, booking__school=membership.school_id, **to_come
    )
    return {"booked": booked.count(), "going": going.count()}
