"""What a few people of the demonstration need to take part in the next sessions."""

from __future__ import annotations

from bookings.places.models import Place
from bookings.places.needs.services import say_needs
from portal.base import clock

WORDS = (
    "Demonstration: step-free access, please.",
    "Demonstration: I lip-read. Could I sit near the front?",
    "Demonstration: no nuts at lunch, please.",
)


def load_needs() -> None:
    """One for each of the next people who go somewhere."""
    soon = Place.objects.live().filter(session__demonstration=True, session__starts_at__gt=clock.now())
    for words, place in zip(WORDS, soon.order_by("session__starts_at", "pk"), strict=False):
        say_needs(place=place, words=words)
