"""When people are reminded of their places, and which reminders have been handed over."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.base import clock


class ReminderRule(models.Model):
    """When a mail goes before a meeting. Its words follow from ``about``, and staff edit them elsewhere.

    Days are counted on Kent's wall clock, so that a reminder of half past nine comes at half past
    nine also when the clocks change in between; minutes are just minutes.
    """

    class About(models.TextChoices):
        PLACE = "place", "The place: when, where, and how to give it back"
        LINK = "link", "The link to join, where there is one"
        BEFORE = "before", "The questions before a course"
        AFTER = "after", "The questions after a course, and the certificate"
        LATER = "later", "The questions three months later"

    AFTERWARDS = (About.AFTER, About.LATER)
    """What comes after the last meeting, and not before a meeting."""
    QUESTIONS = (About.BEFORE, *AFTERWARDS)
    """What asks for an evaluation: its words and its limits differ, see ``evaluations.asking``."""

    key = models.SlugField(max_length=40, unique=True, editable=False)
    about = models.CharField(max_length=10, choices=About.choices, editable=False)
    days = models.PositiveSmallIntegerField("days before or after", default=0)
    minutes = models.PositiveSmallIntegerField("minutes before or after", default=0)
    first_only = models.BooleanField(
        "only before the first meeting", default=False, help_text="Otherwise before each of them."
    )
    active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["-days", "-minutes"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gt=0) | Q(minutes__gt=0),
                name="reminder_comes_before",
                violation_error_message="Say how many days or minutes before.",
            ),
            models.CheckConstraint(
                # It is shown a day before, and not sooner: ``bookings.places.joining``.
                condition=~Q(about="link") | Q(days=0),
                name="link_comes_on_the_day",
            ),
            models.CheckConstraint(
                condition=Q(days__lte=60, minutes__lte=1439)
                | Q(about="later", days__gte=90, days__lte=120, minutes__lte=1439),
                name="reminder_comes_soon_enough",
                violation_error_message="Set at most 60 days and 1,439 minutes.",
            ),
        ]

    def clean(self) -> None:
        """As the constraint, which forms pass over as they do not ask for ``about``."""
        if self.about == self.About.LINK and self.days:
            raise ValidationError({"days": "The link goes on the day itself: set minutes only."})
        if self.about == self.About.LATER and not 90 <= self.days <= 120:
            raise ValidationError({"days": "These questions open after 90 days: set 90 to 120 days."})
        if self.about != self.About.LATER and self.days > 60:
            raise ValidationError({"days": "Set at most 60 days and 1,439 minutes."})

    def __str__(self) -> str:
        parts = [f"{self.days} days" if self.days > 1 else "1 day"] if self.days else []
        if self.minutes:
            parts.append(f"{self.minutes} minutes")
        return f"{' '.join(parts)} {'after' if self.about in self.AFTERWARDS else 'before'}"


class Reminder(models.Model):
    """A reminder that was handed over: once for each place, rule and time of a meeting.

    A meeting that is moved has another time, so its reminders are owed anew.
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="reminders")
    rule = models.ForeignKey(ReminderRule, on_delete=models.PROTECT, related_name="reminders")
    meeting_at = models.DateTimeField("meeting starts")
    handed_over_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-handed_over_at", "-pk"]
        indexes = [models.Index(fields=["meeting_at"], name="reminder_of_meeting")]
        constraints = [
            models.UniqueConstraint(fields=["place", "rule", "meeting_at"], name="reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}"
