"""What a head or approver is asked, and what they answered."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from portal.accounts.models import User
from portal.base import clock


def is_open(now: datetime) -> Q:
    """Whether an approval can be answered."""
    return Q(answered_at=None, expires_at__gt=now)


def is_overdue(now: datetime) -> Q:
    """Whether its time is over and nobody has ended it yet; the converse of ``is_open``."""
    return Q(answered_at=None, expires_at__lte=now)


class Approval(models.Model):
    """The question whether a school wants places that are held for it, and its answer.

    ``place_pence`` is what each place cost, or all of them for the whole school, when it was asked; it is owed from
    the answer on. Once answered it stays as it is.
    """

    class Answer(models.TextChoices):
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Not approved"
        LAPSED = "lapsed", "Nobody answered in time"
        WITHDRAWN = "withdrawn", "No longer asked for"

    booking = models.ForeignKey("places.Booking", on_delete=models.PROTECT, related_name="approvals")
    asked_at = models.DateTimeField("asked", default=clock.now, editable=False)
    expires_at = models.DateTimeField("to answer by")
    reminded_at = models.DateTimeField("reminded", null=True, blank=True, editable=False)
    place_pence = models.PositiveIntegerField("price of a place in pence", default=0)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty when nobody answered, or their account is deleted.",
    )
    reason = models.CharField(
        "why", max_length=300, blank=True, help_text="Of a refusal: who booked reads it."
    )

    class Meta:
        ordering = ["expires_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="approval_answered_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking}, {self.get_answer_display().lower() or 'asked'}"
