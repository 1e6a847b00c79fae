"""Who is concerned when a session is moved or called off, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Count, Q

from bookings.places.models import Place


@dataclass(frozen=True)
class Affected:
    """How many people are going, await approval, have been offered a place, and wait; from how many schools."""

    going: int = 0
    held: int = 0
    offered: int = 0
    waiting: int = 0
    schools: int = 0

    @property
    def everybody(self) -> int:
        return self.going + self.held + self.offered + self.waiting

    @property
    def booked(self) -> str:
        """How many are going, also when nobody is."""
        return "1 person is booked" if self.going == 1 else f"{self.going} people are booked"

    @property
    def besides(self) -> str:
        """Those without a place yet; empty when everybody has one."""
        return (
            str(replace(self, going=0, schools=0)) if self.held or self.offered or self.waiting else ""
        )

    def __str__(self) -> str:
        said = [self.booked] if self.going else []
        said += [
            f"{number} {one if number == 1 else many}"
            for number, one, many in (
                (self.held, "person awaits approval", "people await approval"),
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
            held=Count("pk", filter=Q(state=state.HELD)),
            offered=Count("pk", filter=Q(state=state.OFFERED)),
            waiting=Count("pk", filter=Q(state=state.WAITING)),
            schools=Count("booking__school", distinct=True),
        )
    )
    return Affected(**numbers)
