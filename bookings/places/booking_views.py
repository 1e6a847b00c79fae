"""The admin's page of one booking: all about it, and what happened."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from bookings.places.approvals.models import is_open
from bookings.places.eligibility import cancellation_refusal
from bookings.places.models import Booking
from bookings.places.permissions import CANCEL, bookings_for_staff
from bookings.places.prices import say_cost
from portal.base import clock
from portal.base.admin_views import SheetView


class BookingSheetView(SheetView):
    """A booking with its places and what happened to each."""

    template_name = "admin/places/booking.html"

    def get_object(self, queryset: QuerySet[Booking] | None = None) -> Booking:
        rows = bookings_for_staff(self.request.user).select_related(
            "session__course", "session__venue", "booker", "school", "terms", "moved_from"
        )
        return get_object_or_404(rows.distinct(), pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = self.object.places.select_related("person", "role").prefetch_related(
            "events__actor", "charges"
        )
        can_end = any(p.state in p.ACTIVE for p in places) and not cancellation_refusal(
            self.object.session
        )
        return super().get_context_data(
            booking=self.object,
            approvals=self.object.approvals.select_related("by"),
            may_answer=self.object.approvals.filter(is_open(clock.now())).exists()
            and self.request.user.has_perm(CANCEL),
            cost=say_cost(self.object),
            places=places,
            may_cancel=can_end and self.request.user.has_perm(CANCEL),
            anybody_goes=any(p.state in p.LIVE for p in places),
            **kwargs,
        )
