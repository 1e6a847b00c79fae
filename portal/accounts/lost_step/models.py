"""The record of a lost second step: who asked, who made sure that it is them, who took it away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.accounts.validators import MOST_WORDS, validate_no_link
from portal.base import clock

LASTS = timedelta(hours=72)
"""How long a request waits for somebody to make sure, and then for the second colleague."""


def when_it_expires() -> datetime:
    return clock.now() + LASTS


class LostStep(models.Model):
    """One loss. Each step is written once, by the service, and no row is ever changed back or deleted."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for help"
        IDENTIFIED = "identified", "Waits for a second colleague"
        DONE = "done", "Second step removed"
        REFUSED = "refused", "Refused"
        EXPIRED = "expired", "Expired"

    class How(models.TextChoices):
        RANG_BACK = "rang_back", "Rang them back on a number we had"
        IN_PERSON = "in_person", "Met them in person"
        VIDEO = "video", "Saw them in a video call, and know their face"
        MANAGER = "manager", "Their head or manager confirmed, rung back on a number we had"

    OPEN = (State.ASKED, State.IDENTIFIED)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="lost_steps",
        verbose_name="who lost it",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField("begun", default=clock.now)
    expires_at = models.DateTimeField("expires", default=when_it_expires)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who made sure",
    )
    identified_at = models.DateTimeField("made sure", null=True, blank=True)
    how = models.CharField("how they made sure", max_length=10, choices=How.choices, blank=True)
    note = models.TextField(
        "what was said", max_length=MOST_WORDS, blank=True, validators=[validate_no_link]
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who decided",
    )
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    reason = models.TextField(
        "why it was refused", max_length=MOST_WORDS, blank=True, validators=[validate_no_link]
    )

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = "lost second step"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["asked", "identified"]),
                name="one_open_lost_step",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(decided_by__isnull=True)
                | Q(identified_by__isnull=True)
                | ~Q(decided_by=F("identified_by")),
                name="lost_step_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(identified_by=F("user")) & (~Q(state="done") | ~Q(decided_by=F("user"))),
                name="lost_step_is_not_ones_own",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "refused", "expired"])
                | (Q(identified_at__isnull=False) & ~Q(how="") & ~Q(note="")),
                name="lost_step_says_how_they_made_sure",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "refused"]) | Q(decided_at__isnull=False),
                name="lost_step_says_when_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or 'Somebody who is gone'}: {self.get_state_display()}"

    @property
    def is_asked(self) -> bool:
        """Whether nobody has made sure yet who it is."""
        return self.state == self.State.ASKED

    @property
    def is_identified(self) -> bool:
        """Whether it waits for a second colleague."""
        return self.state == self.State.IDENTIFIED

    @property
    def is_open(self) -> bool:
        """Whether something can still be done with it."""
        return self.state in self.OPEN and clock.now() < self.expires_at
