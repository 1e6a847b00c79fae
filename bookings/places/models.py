"""Bookings and places. A place is one person in one session; nothing here is ever deleted."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from bookings.places.querysets import BookingQuerySet, PlaceQuerySet
from portal.accounts.models import Person

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L or O: people read references out over the phone."""


def new_reference() -> str:
    """An unguessable booking reference, e.g. ``KT-7F3K-9QXM`` (about 40 random bits)."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"KT-{''.join(letters[:4])}-{''.join(letters[4:])}"


class Booking(models.Model):
    """What one booker asked for at one time in one session: one or more places.

    ``idem_key`` comes from the form: a repeated press finds the first booking instead of making
    another. ``price_pence`` is the whole price agreed, without VAT, at the time of booking.
    """

    class State(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    session = models.ForeignKey("training.Session", on_delete=models.PROTECT, related_name="bookings")
    booker = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(
        "accounts.School",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
        help_text="Empty when a parent or carer books for themselves.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    idem_key = models.UUIDField(unique=True, editable=False)
    price_pence = models.PositiveIntegerField("price in pence", default=0)
    purchase_order = models.CharField("purchase order", max_length=40, blank=True)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("booked", auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | Q(state="confirmed", cancelled_at__isnull=True),
                name="booking_cancelled_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def live_people(self) -> list[Person]:
        """Those who still have a place in it; reads ``places``."""
        return [place.person for place in self.places.all() if place.state in Place.LIVE]


class Place(models.Model):
    """One person in one session."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        CANCELLED = "cancelled", "Cancelled"

    LIVE = (State.CONFIRMED,)

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="places")
    session = models.ForeignKey("training.Session", on_delete=models.PROTECT, related_name="places")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="places")
    role = models.ForeignKey(
        "vocabulary.Audience",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The delegate's role at the time of booking.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state="confirmed"),
                name="one_live_place_each",
                violation_error_message="This person already has a place in this session.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_state_display().lower()}"


class PlaceEvent(models.Model):
    """What happened to a place, when and by whom; only ever added to."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Place confirmed"
        CANCELLED = "cancelled", "Place cancelled"

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class SeatCheck(models.Model):
    """One night's comparison of seats taken with live places; empty ``differences`` is good news."""

    day = models.DateField(unique=True)
    checked_at = models.DateTimeField()
    differences = models.JSONField(
        default=list, help_text="Sessions whose counter disagrees, as session_id, taken and live."
    )

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {len(self.differences)} wrong"
