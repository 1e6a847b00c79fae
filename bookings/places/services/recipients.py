"""Who is written to about a booking as a whole. Each delegate reads of their own place besides."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from bookings.places.models import Booking
from portal.accounts.models import Membership, Person


def who_answers(bookings: Collection[Booking]) -> dict[int, list[Person]]:
    """For each booking, by its ``pk``, who answers for it now, in one query for all. All have an address.

    That is who booked. Once they have left the school or deleted their account, it is those who book for the
    school now, if anybody does: what its colleagues do is no longer for the eyes of who left.
    """
    ids = {booking.school_id for booking in bookings if booking.school_id}
    bookers = {booking.booker_id for booking in bookings}
    members = Membership.objects.none()
    if ids:
        there = Q(person__in=bookers) | Q(role__in=Membership.BOOKS_FOR_OTHERS)
        known = Membership.objects.current().filter(person__deleted_at__isnull=True)
        members = known.filter(there, school__in=ids)
    by_school: dict[int, list[Membership]] = {}
    for row in members.select_related("person").order_by("pk"):
        by_school.setdefault(row.school_id, []).append(row)
    return {booking.pk: _of(booking, by_school) for booking in bookings}


def answering(booking: Booking) -> list[Person]:
    """The same for one booking."""
    return who_answers([booking])[booking.pk]


def _of(booking: Booking, by_school: dict[int, list[Membership]]) -> list[Person]:
    people = [booking.booker]
    if booking.school_id:
        there = by_school.get(booking.school_id, [])
        if booking.booker_id not in {row.person_id for row in there}:
            now = [row.person for row in there if row.role in Membership.BOOKS_FOR_OTHERS]
            people = list({person.pk: person for person in now}.values())
    return [person for person in people if person.email]
