"""What happened to a booking's places, as whoever may read the booking is told: who and when, never why.

Reasons are written by staff for staff; they stand in the admin.
"""

from __future__ import annotations

from bookings.places.models import Booking, PlaceEvent
from portal.accounts.models import Membership, User
from portal.base import clock


def history(booking: Booking, *, reader: User) -> list[str]:
    """A sentence for each thing that happened, in order. Staff of the service are “us”."""
    events = PlaceEvent.objects.filter(place__booking=booking).select_related("place__person", "actor")
    ours: set[int | None] = set(
        Membership.objects.filter(school=booking.school_id).values_list("person__user_id", flat=True)
    )
    ours.add(booking.booker.user_id)
    return [
        f"{event.place.person.name}: {event.get_kind_display()[:1].lower()}"
        f"{event.get_kind_display()[1:]}, {clock.say_moment(event.at)}{_by(event, reader, ours)}"
        for event in events
    ]


def _by(event: PlaceEvent, reader: User, ours: set[int | None]) -> str:
    if event.by_link:
        return ", through the link in an e-mail"
    if event.actor is None:
        return ""
    if event.actor_id == reader.pk:
        return ", by you"
    return f", by {event.actor.name or event.actor.email}" if event.actor_id in ours else ", by us"
