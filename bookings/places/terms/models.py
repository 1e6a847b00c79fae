"""What booking commits people to, as rows that are never changed, and the charges proposed by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from bookings.places.terms.arithmetic import free_until, hours_before, late_charge
from portal.base.money import say_pounds
from training.choices import Funding


class Offering(models.TextChoices):
    """What kind of place somebody books; each kind has terms of its own."""

    FACE_TO_FACE = "face-to-face", "Chargeable, face to face"
    ONLINE = "online", "Chargeable, online"
    FUNDED = "funded", "Funded: free to Kent schools and settings"
    FAMILY = "family", "For parents, carers and young people"
    BESPOKE = "bespoke", "Made for one school, paid by its quote"


def offering_of(session: Any, *, family: bool) -> Offering:
    """The kind of a place in ``session``; ``family`` says that a parent books for themselves."""
    if family:
        return Offering.FAMILY
    if session.made_for_id:
        return Offering.BESPOKE
    if session.course.funding != Funding.CHARGEABLE:
        return Offering.FUNDED
    return Offering.ONLINE if session.is_online else Offering.FACE_TO_FACE


class Terms(models.Model):
    """One version of the terms of one kind of place. Changing them writes the next version.

    A booking keeps the version that was agreed, so what staff change later does not touch it.
    """

    offering = models.CharField("for places of this kind", max_length=12, choices=Offering.choices)
    version = models.PositiveIntegerField(default=1, editable=False)
    current = models.BooleanField("in force", default=True, editable=False)
    free_until_days = models.PositiveSmallIntegerField(
        "free to cancel until this many days before",
        help_text="Kent’s calendar days; the whole of that day is free, e.g. 15. 0: until it begins.",
    )
    late_percent = models.PositiveSmallIntegerField(
        "charge for cancelling late, in percent of the price",
        default=0,
        help_text="For places that cost something, e.g. 100. 0: the fixed sum instead.",
    )
    late_pence = models.PositiveIntegerField("charge for cancelling late, in pence", default=0)
    no_show_pence = models.PositiveIntegerField("charge for not coming, in pence", default=0)
    substitution_hours = models.PositiveSmallIntegerField(
        "a colleague can go instead until this many hours before",
        default=48,
        help_text="By the clock on the wall, e.g. 48. 0: until it begins.",
    )
    waivers = models.TextField(
        "no charge for",
        blank=True,
        help_text="Each reason on a line of its own, e.g. “An Ofsted visit”.",
    )
    changed_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField("in force since", auto_now_add=True)

    class Meta:
        ordering = ["offering", "-version"]
        verbose_name = verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["offering", "version"], name="one_of_each_version"),
            models.UniqueConstraint(
                fields=["offering"], condition=Q(current=True), name="one_version_in_force"
            ),
            models.CheckConstraint(condition=Q(late_percent__lte=100), name="charge_within_the_price"),
            models.CheckConstraint(
                condition=Q(late_percent=0) | Q(late_pence=0),
                name="late_charge_share_or_sum",
                violation_error_message="Enter a share of the price or a fixed sum, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_offering_display()}, version {self.version}"

    def free_until(self, starts_at: datetime) -> datetime:
        """The moment from which cancelling is late."""
        return free_until(starts_at, self.free_until_days)

    def substitution_until(self, starts_at: datetime) -> datetime:
        """The moment from which a colleague can no longer go instead."""
        return hours_before(starts_at, self.substitution_hours)

    def late_charge(self, *, price_pence: int) -> int:
        """What cancelling late may cost for a place at this price."""
        return late_charge(percent=self.late_percent, pence=self.late_pence, price_pence=price_pence)

    @property
    def waiver_list(self) -> list[str]:
        """The reasons for which nothing is charged."""
        return [line.strip() for line in self.waivers.splitlines() if line.strip()]


class ProposedCharge(models.Model):
    """What the agreed terms ask for a place. It is only proposed until an officer decides.

    One that was confirmed comes back to an officer when the register says afterwards that they did come; until then
    it keeps who confirmed it, when and why. Every decision also stands in the history of the place.
    """

    class Kind(models.TextChoices):
        LATE = "late", "Cancelled late"
        NO_SHOW = "no-show", "Did not come"

    class State(models.TextChoices):
        PROPOSED = "proposed", "To decide"
        CONFIRMED = "confirmed", "To charge"
        WAIVED = "waived", "Waived"
        AGAIN = "again", "To look at again"

    TO_DECIDE = (State.PROPOSED, State.AGAIN)

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="charges")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    pence = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField("proposed", auto_now_add=True)
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "kind"], name="charged_once_for_each_thing"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(state__in=["confirmed", "waived", "again"], decided_at__isnull=False),
                name="charge_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~Q(reason=""), name="waived_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"

    @property
    def is_again(self) -> bool:
        """Whether it was confirmed, and the register said afterwards that they did come."""
        return self.state == self.State.AGAIN

    @property
    def words_for_booker(self) -> str:
        """What became of it, as who booked reads it; never the reason, which staff write for staff."""
        sum_ = say_pounds(self.pence)
        return {
            self.State.PROPOSED: f"{sum_} may be charged. We look at it and tell you.",
            self.State.CONFIRMED: f"{sum_} is charged.",
            self.State.WAIVED: "nothing is charged.",
            self.State.AGAIN: f"{sum_} was charged. The register was corrected since, so we look at it again and "
            "tell you.",
        }[self.State(self.state)]
