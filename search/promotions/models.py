"""Results that staff put first for certain words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

MOST_SHOWN = 3
"""Promoted results of one search; more would push away what was found."""


class Promotion(models.Model):
    """One thing that comes first when somebody searches for certain words, nothing else and in any order."""

    wordings = models.TextField(
        "when somebody searches for",
        help_text=(
            "One search a line, e.g. “ehcp” and “education health and care plan”. "
            "The order of words, capitals and small words such as “for” make no difference."
        ),
    )
    key = models.CharField(max_length=60, editable=False, db_index=True)
    title = models.CharField("shown first", max_length=255, editable=False)
    order = models.PositiveSmallIntegerField(
        default=1,
        help_text=f"Where several are chosen for the same words: 1 comes first. At most {MOST_SHOWN} show.",
    )
    first_day = models.DateField("from", null=True, blank=True, help_text="Empty: at once.")
    last_day = models.DateField(
        "until", null=True, blank=True, help_text="The last day, e.g. of a campaign. Empty: no end."
    )
    reason = models.CharField(
        max_length=200, help_text="For your colleagues, e.g. “The council’s own page on EHC plans”."
    )
    changed_at = models.DateTimeField("changed", auto_now=True)
    demonstration = models.BooleanField("demonstration content", default=False, editable=False)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "chosen result"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=models.F("first_day")),
                name="promotion_days_in_order",
                violation_error_message="“Until” has to be the day of “from” or later.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
