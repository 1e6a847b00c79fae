"""Reads of clinics, LIFT meetings, booked slots and actions; whose they are is decided here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from bookings.slots.choices import SHOWN, MeetingState
from portal.accounts.choices import SchoolRole
from portal.accounts.models import Membership, Person, User
from portal.base import clock

if TYPE_CHECKING:
    from bookings.slots.models import (  # noqa: F401  (ruff misses names in quoted bases)
        LiftAction,
        SlotBooking,
        SupportMeeting,
    )

SPEAK_FOR_SCHOOL = (SchoolRole.SENCO, SchoolRole.APPROVER)
"""Who brings a school's question to LIFT, and reads what came of it."""


class SupportMeetingQuerySet(models.QuerySet["SupportMeeting"]):
    """Clinics and LIFT meetings."""

    def shown(self) -> SupportMeetingQuerySet:
        """What the public may open."""
        return self.filter(state__in=SHOWN)

    def to_come(self, now: datetime | None = None) -> SupportMeetingQuerySet:
        """Open, and not over."""
        return self.filter(state=MeetingState.OPEN, ends_at__gt=now or clock.now())

    def with_numbers(self) -> SupportMeetingQuerySet:
        """``slot_count`` and ``booked_count``, of slots that did not fall away."""
        there = Q(slots__dropped=False)
        return self.annotate(
            slot_count=Count("slots", filter=there, distinct=True),
            booked_count=Count(
                "slots__bookings", filter=there & Q(slots__bookings__state="booked"), distinct=True
            ),
        )

    def for_lists(self) -> SupportMeetingQuerySet:
        """With what lists say about them."""
        return self.select_related("district", "area_of_need", "venue").with_numbers()


class SlotBookingQuerySet(models.QuerySet["SlotBooking"]):
    """Booked slots."""

    def live(self) -> SlotBookingQuerySet:
        """Those that hold their slot."""
        return self.filter(state="booked")

    def readable_by(self, user: User) -> SlotBookingQuerySet:
        """The user's own, and those of schools for which they speak now.

        What somebody asked for a school stays behind with it when they leave.
        """
        members = Membership.objects.current().filter(person__user=user)
        own = Q(booker__user=user, school_id__in=members.values("school_id"))
        schools = members.filter(role__in=SPEAK_FOR_SCHOOL).values("school_id")
        return self.filter(own | Q(school_id__in=schools))

    def in_calendar_of(self, holder: Person | Membership) -> SlotBookingQuerySet:
        """Those in a person's own calendar, or in a school's as the holder of this membership may read it.

        One's own are those that one booked for a school one still belongs to: of no others is one written to.
        """
        if isinstance(holder, Membership):
            speaks = holder.role in SPEAK_FOR_SCHOOL
            return self.filter(school=holder.school_id) if speaks else self.none()
        schools = Membership.objects.current().filter(person=holder).values("school_id")
        return self.filter(booker=holder, school_id__in=schools)

    def with_last_change(self) -> SlotBookingQuerySet:
        """``changed_at``: when the last thing happened to it."""
        return self.annotate(changed_at=Coalesce(Max("events__at"), F("created_at")))

    def for_page(self) -> SlotBookingQuerySet:
        """With what pages and mails say about them."""
        return self.select_related(
            "slot__meeting__district",
            "slot__meeting__area_of_need",
            "slot__meeting__venue",
            "area_of_need",
            "school",
            "booker",
        )


class LiftActionQuerySet(models.QuerySet["LiftAction"]):
    """What was agreed."""

    def not_done(self) -> LiftActionQuerySet:
        """Still to be done, overdue ones among them."""
        return self.filter(done_at__isnull=True)

    def overdue(self, day: date | None = None) -> LiftActionQuerySet:
        """Not done, and due before today."""
        return self.not_done().filter(due_on__lt=day or clock.today())

    def untold(self) -> LiftActionQuerySet:
        """About a school's question, and the school has not been told."""
        return self.filter(booking__isnull=False, told_at__isnull=True)
