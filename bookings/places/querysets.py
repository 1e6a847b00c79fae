"""Reads of bookings and places; whose they are is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from portal.accounts.models import Membership, User
from portal.accounts.querysets import Day
from portal.base.prepared import Slot
from training.choices import SessionState
from training.sessions import Meeting

if TYPE_CHECKING:
    from bookings.places.models import Booking, Place  # noqa: F401  (ruff misses names in quoted bases)


class BookingQuerySet(models.QuerySet["Booking"]):
    """Bookings."""

    def readable_by(self, user: User | Slot, *, today: Day = None) -> BookingQuerySet:
        """The user's own, and those of schools where they may book for others now.

        What somebody booked for a school stays behind with it when they leave.
        """
        now_at = Membership.objects.current(today=today).filter(person__user=user).values("school_id")
        own = Q(booker__user=user) & (Q(school=None) | Q(school_id__in=now_at))
        others = Membership.objects.booking_for_others(today=today)
        schools = others.filter(person__user=user).values("school_id")
        return self.filter(own | Q(school_id__in=schools))

    def for_page(self) -> BookingQuerySet:
        """With what lists and pages say about them."""
        return self.for_one().prefetch_related(self.places())

    def for_one(self) -> BookingQuerySet:
        """The same without its places, which are read by ``prefetch_related_objects(…, places())``."""
        return self.select_related(
            "session__course", "session__venue", "session__seats", "booker", "school", "terms"
        )

    def places(self) -> Prefetch[Any]:
        """The places of bookings, with whose they are and the approval that they wait for or did not get."""
        places: Any = self.model._meta.get_field("places").related_model
        return Prefetch("places", places.objects.select_related("person__role", "approval"))


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places."""

    def live(self) -> PlaceQuerySet:
        """Those of people who are going."""
        return self.filter(state="confirmed")

    def holding(self) -> PlaceQuerySet:
        """Those that hold a seat: of people who are going, those offered to people who wait, and those that
        nobody has approved yet."""
        return self.filter(state__in=["offered", "held", "confirmed"])

    def active(self) -> PlaceQuerySet:
        """Those that hold a seat or wait for one."""
        return self.filter(state__in=["waiting", "offered", "held", "confirmed"])

    def during(self, spans: Sequence[tuple[datetime, datetime]]) -> PlaceQuerySet:
        """Those in sessions, not cancelled, with a meeting that overlaps one of ``spans``."""
        if not spans:
            return self.none()
        overlap = Q()
        for start, end in spans:
            overlap |= Q(starts_at__lt=end, ends_at__gt=start)
        meetings = Meeting.objects.filter(overlap, session=OuterRef("session"))
        return self.filter(Exists(meetings)).exclude(session__state=SessionState.CANCELLED)
