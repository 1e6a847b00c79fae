"""What people searched for, counted by wording and day; never who did.

A wording stands here in clear only once it came on ``DAYS_BEFORE_KEPT`` different days. Until then there
is a keyed digest of it, which says whether the same came before and nothing else.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from search.log.querysets import WordingQuerySet

LONGEST = 120
"""Characters of a wording that are kept; longer ones are no search but a story."""
DAYS_BEFORE_KEPT = 3


class Wording(models.Model):
    """One way of asking. ``text`` is empty until it came on enough days, and for good if it names somebody."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.CharField("what people typed", max_length=LONGEST, blank=True)
    days = models.PositiveIntegerField("on so many days", default=1)
    first_day = models.DateField()
    last_day = models.DateField("last searched for")

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["text"]
        verbose_name = "wording"
        indexes = [models.Index(fields=["last_day"], name="wording_last_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text="") | Q(days__gte=DAYS_BEFORE_KEPT),
                name="wording_kept_after_three_days",
                violation_error_message="A wording is kept once it came on three different days.",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="wording_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.text or "A wording that is not kept"


class WordingDay(models.Model):
    """What became of one wording on one day in Kent."""

    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="counts")
    day = models.DateField()
    searches = models.PositiveIntegerField(default=0)
    without_results = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wording", "day"], name="wording_counted_once_a_day")
        ]
        indexes = [models.Index(fields=["day"], name="wording_day")]

    def __str__(self) -> str:
        return f"{self.wording} on {self.day}"
