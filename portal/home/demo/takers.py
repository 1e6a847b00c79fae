"""Fills demonstration sessions with booked places, so that lists show full and nearly full ones."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction

from bookings.places.models import Booking, Place, PlaceEvent
from bookings.places.prices import price_pence
from bookings.places.services.seats import take_seats
from bookings.places.terms.services import terms_for
from portal.accounts.models import Membership, Person, School
from portal.vocabulary.choices import AudienceGroup
from training.models import Session

LARGEST_GROUP = 4
Group = tuple[School | None, list[Person]]


class Takers:
    """Schools and families that take places, each person at most once in a session."""

    def __init__(self, seed: int) -> None:
        self._chooser = random.Random(seed)
        self._families = list(Person.objects.filter(demonstration=True, email__startswith="family"))
        self._staff: dict[School, list[Person]] = {}
        # The schools of people who sign in stay free: whoever tries the portal books for them.
        rows = (
            Membership.objects.current()
            .filter(school__demonstration=True)
            .exclude(school__in=School.objects.filter(memberships__person__user__isnull=False))
        )
        for row in rows.select_related("school", "person__role").order_by("pk"):
            self._staff.setdefault(row.school, []).append(row.person)

    def groups_for(self, session: Session, number: int) -> Iterator[Group]:
        """Groups who together are at most ``number`` people; fewer where few may come."""
        audiences = session.course.audiences.all()
        if all(audience.group == AudienceGroup.FAMILY for audience in audiences):
            yield from ((None, [person]) for person in self._chooser.sample(self._families, number))
            return
        left = number
        for school, people in self._waiting(session):
            group = people[: min(LARGEST_GROUP, left)]
            if group:
                yield school, group
                left -= len(group)

    def _waiting(self, session: Session) -> list[tuple[School, list[Person]]]:
        """Those who may come to the session, in groups of one to four, in the order they book."""
        districts = {district.pk for district in session.districts.all()}
        roles = {audience.pk for audience in session.audiences.all()}
        groups = []
        for school, staff in self._staff.items():
            if districts and school.district_id not in districts:
                continue
            able = [person for person in staff if not roles or person.role_id in roles]
            self._chooser.shuffle(able)
            while able:
                size = self._chooser.randint(1, LARGEST_GROUP)
                groups.append((school, able[:size]))
                able = able[size:]
        self._chooser.shuffle(groups)
        return groups


def fill(sessions: Sequence[Session], *, seed: int = 7) -> None:
    """Books places in each session: every fifth is full, others nearly, half, or hardly filled."""
    takers = Takers(seed)
    for number, session in enumerate(sessions):
        capacity = session.seats.capacity
        wanted = (capacity, capacity - 2, capacity // 2, 3, capacity // 3)[number % 5]
        book_all(session, takers.groups_for(session, wanted))


@transaction.atomic
def book_all(session: Session, groups: Iterator[Group], *, booker: Person | None = None) -> None:
    """Writes the groups' bookings and takes their seats; sends no mail, as nobody real booked.

    The first of each group books for it, unless ``booker`` does.
    """
    bookings: list[Booking] = []
    places: list[Place] = []
    for school, people in groups:
        booking = Booking(
            session=session,
            school=school,
            booker=booker or people[0],
            idem_key=uuid.uuid4(),
            price_pence=price_pence(session.course, places=len(people)),
            terms=terms_for(session, family=school is None),
        )
        bookings.append(booking)
        places += [
            Place(booking=booking, session=session, person=person, role=person.role) for person in people
        ]
    if not places:
        return
    if not take_seats(session_id=session.pk, number=len(places)):
        raise ValueError(f"{session} has fewer than {len(places)} places left.")
    Booking.objects.bulk_create(bookings)
    Place.objects.bulk_create(places)
    PlaceEvent.objects.bulk_create(
        PlaceEvent(place=place, kind=PlaceEvent.Kind.CONFIRMED) for place in places
    )
