"""Who is concerned when a session is moved or called off, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from bookings.places.models import Place


@dataclass(frozen=True)
class Affected:
    """How many people are going, have been offered a place, and wait; from how many schools."""

    going: int = 0
    offered: int = 0
    waiting: int = 0
    schools: int = 0

    @property
    def everybody(self) -> int:
        return self.going + self.offered + self.waiting

    def __str__(self) -> str:
        said = [
            f"{number} {one if number == 1 else many}"
            for number, one, many in (
                (self.going, "person is booked", "people are booked"),
                (self.offered, "person has been offered a place", "people have been offered a place"),
                (self.waiting, "person waits for a place", "people wait for a place"),
            )
            if number
        ]
        if not said:
            return "Nobody is booked"
        schools = f", from {self.schools} schools" if self.schools > 1 else ""
        return " and ".join(", ".join(said).rsplit(", ", 1)) + schools


def affected_by(session_id: int) -> Affected:
    """Who has a place in the session, or waits for one, at this moment."""
    state = Place.State
    numbers = (
        Place.objects.active()
        .filter(session_id=session_id)
        .aggregate(
            going=Count("pk", filter=Q(state=state.CONFIRMED)),
            offered=Count("pk", filter=Q(state=state.OFFERED)),
            waiting=Count("pk", filter=Q(state=state.WAITING)),
            schools=Count("booking__school", distinct=True),
        )
    )
    return Affected(**numbers)
