"""The secret addresses at which calendars read what somebody, or their school, has booked."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from bookings.places.feeds.querysets import CalendarAddressQuerySet


def new_key() -> str:
    """A secret of 32 letters (192 random bits)."""
    return secrets.token_urlsafe(24)


class CalendarAddress(models.Model):
    """One address: of a person's own calendar, or of a school's as one of its members reads it.

    A school's hangs on the membership, so it ends with that and each reader's can be stopped alone.
    A new address takes the place of the old one in the same row: nothing remembers old keys.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    person = models.OneToOneField(
        "accounts.Person",
        null=True,
        on_delete=models.CASCADE,
        related_name="calendar_address",
    )
    membership = models.OneToOneField(
        "accounts.Membership",
        null=True,
        on_delete=models.CASCADE,
        related_name="calendar_address",
    )
    made_at = models.DateTimeField(auto_now=True)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, membership__isnull=False)
                | Q(person__isnull=False, membership__isnull=True),
                name="calendar_of_person_or_school",
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.person or self.membership}"
