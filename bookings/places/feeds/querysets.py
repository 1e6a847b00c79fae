"""Which secret addresses still work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.accounts.models import Membership

if TYPE_CHECKING:
    from bookings.places.feeds.models import CalendarAddress  # noqa: F401  (ruff misses names in quoted bases)


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    """Secret addresses."""

    def working(self) -> CalendarAddressQuerySet:
        """Those whose holder may sign in and, for a school's, may see today what it has booked."""
        may_see = Membership.objects.booking_for_others().filter(pk=OuterRef("membership"))
        own = Q(person__user__is_active=True)
        schools = Q(membership__person__user__is_active=True) & Exists(may_see)
        return self.filter(own | schools).select_related("person", "membership__school")
