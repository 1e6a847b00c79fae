"""Who may take which register."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from bookings.places.attendance.services import TAKEN
from bookings.places.permissions import READ_EVERYONE
from portal.accounts.models import User
from training.models import Session
from training.querysets import SessionQuerySet

TAKE = "places.change_attendance"
OPEN_AGAIN = "places.change_register"


def takes_registers(user: User | AnonymousUser) -> bool:
    """Whether this is a trainer or officer."""
    return user.has_perm(TAKE)


def may_open_again(user: User | AnonymousUser) -> bool:
    """Whether this is an officer, who opens a finished register for a correction."""
    return user.has_perm(OPEN_AGAIN)


def registers_of(user: User) -> SessionQuerySet:
    """Sessions whose register ``user`` takes: all, for those who may read about all people; else their own."""
    if not takes_registers(user):
        return Session.objects.none()
    rows = Session.objects.filter(state__in=TAKEN, starts_at__isnull=False)
    if user.has_perm(READ_EVERYONE):
        return rows
    return rows.filter(trainers__person__user=user)
