"""Reads of requests; whose they are is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from portal.accounts.models import Membership, User

if TYPE_CHECKING:
    from bookings.bespoke.models import Request  # noqa: F401  (named in a quoted base)


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests."""

    def readable_by(self, user: User) -> RequestQuerySet:
        """Those of schools for which the user books now: SENCOs, heads and approvers, business managers."""
        schools = Membership.objects.booking_for_others().filter(person__user=user).values("school_id")
        return self.filter(school__in=schools)

    def for_page(self) -> RequestQuerySet:
        """With what lists and pages say about them."""
        return self.select_related(
            "school__district", "requester", "area_of_need", "officer", "session__course"
        )
