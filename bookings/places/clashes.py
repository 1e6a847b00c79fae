"""Who has a place elsewhere at the same time: a warning, never a refusal, as they may well know.

Asked wherever somebody is about to get a place: when booking, by a school or by an officer, when a colleague goes
instead, and when places move to another date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BigAutoField, DateTimeField, Q

from bookings.places.delegates import Delegate
from bookings.places.errors import BookingRefused
from bookings.places.joining import spans_of
from bookings.places.models import Place
from bookings.places.querysets import PlaceQuerySet
from bookings.places.services.people import find_people
from portal.accounts.models import Person, School
from portal.base.prepared import Prepared, Slot

FIELD = "clashes"


@dataclass(frozen=True)
class Clashes:
    """A sentence for each place elsewhere. ``key`` says which they are: a form that showed them sends it back."""

    words: Sequence[str] = ()
    key: str = ""

    def unread(self, posted: Mapping[str, Any]) -> bool:
        """Whether there is something that the form did not show when its button was pressed."""
        return bool(self.words) and posted.get(FIELD, "") != self.key


ENDS = ("starts", "ends")


@cache
def _during(meetings: int) -> Prepared[Place]:
    """Places of one person, or booked by one school, at the time of so many meetings."""

    def places() -> PlaceQuerySet:
        times: Any = [
            tuple(Slot(f"{end}{number}", DateTimeField()) for end in ENDS) for number in range(meetings)
        ]
        theirs = Q(person=Slot("own", BigAutoField())) | Q(
            booking__school=Slot("school", BigAutoField())
        )
        rows: PlaceQuerySet = Place.objects.live().during(times).filter(theirs)
        return rows.select_related("person", "session__course").order_by("person__name", "pk")

    return Prepared(places)


def clashes_of(
    *,
    session: Any,
    people: Collection[int],
    school: School | None,
    own: int | None,
    you: bool = True,
    leaving: int | None = None,
) -> Clashes:
    """The places that ``people`` have elsewhere during ``session``, which comes from ``sessions_for_booking``.

    Told are the places of the person ``own`` (called “you” unless ``you`` is False) and those that this school has
    booked; that a colleague comes as a parent, or for another school, is theirs to tell. ``leaving`` is a session
    whose places they give up for it.
    """
    spans = spans_of(session)
    at = {
        f"{end}{number}": span[side]
        for number, span in enumerate(spans)
        for side, end in enumerate(ENDS)
    }
    there = (
        _during(len(spans)).rows(own=own, school=school.pk if school else None, **at) if spans else []
    )
    found = [
        row for row in there if row.person_id in people and row.session_id not in (session.pk, leaving)
    ]
    return Clashes(
        [
            f"{'You have' if you and place.person_id == own else f'{place.person.name} has'}"
            f" a place in “{place.session.title}” at the same time."
            for place in found
        ],
        ",".join(str(place.pk) for place in found),
    )


def people_meant(delegates: Sequence[Delegate], *, booker: Person, school: School | None) -> list[int]:
    """The ids of those whom the school knows of these delegates; none where they cannot be booked at all."""
    try:
        people = find_people(delegates=delegates, booker=booker, school=school)
    except BookingRefused:
        return []
    return [person.pk for person in people if person.pk]
