"""Which bookings staff may read. What bookers may read is decided in ``querysets``."""

from __future__ import annotations

from bookings.places.models import Booking, Place
from bookings.places.querysets import BookingQuerySet, PlaceQuerySet
from portal.accounts.models import User

READ_EVERYONE = "accounts.view_person"
CANCEL = "places.change_booking"
DECIDE_CHARGES = "places.change_proposedcharge"


def bookings_for_staff(user: User) -> BookingQuerySet:
    """All, for those who may read about all people; else those of sessions they give themselves."""
    if not user.has_perm("places.view_booking"):
        return Booking.objects.none()
    if user.has_perm(READ_EVERYONE):
        return Booking.objects.all()
    return Booking.objects.filter(session__trainers__person__user=user)


def places_for_staff(user: User) -> PlaceQuerySet:
    """As ``bookings_for_staff``."""
    if not user.has_perm("places.view_place"):
        return Place.objects.none()
    if user.has_perm(READ_EVERYONE):
        return Place.objects.all()
    return Place.objects.filter(session__trainers__person__user=user)
