"""The proof that somebody was deleted. It names nobody."""

from __future__ import annotations

from django.db import models

from portal.base import clock


class Erasure(models.Model):
    """One deletion: when, who carried it out and why. What it erased is gone."""

    class Asked(models.TextChoices):
        OWN = "own", "By themselves, on their account page"
        WRITTEN = "written", "Written request"

    person = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked = models.CharField("asked", max_length=10, choices=Asked.choices)
    reason = models.CharField(
        max_length=300,
        blank=True,
        help_text="Where the request is kept, e.g. “Letter of 3 March 2027, file 2027/118”. No names.",
    )
    carried_out_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The member of staff; empty when people deleted themselves.",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        verbose_name = "deletion"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked="own") | ~models.Q(reason=""),
                name="written_request_has_reason",
                violation_error_message="Say where the request is kept.",
            )
        ]

    def __str__(self) -> str:
        return f"Deleted on {clock.say_date(self.at)}"
