"""What people look for and the offer does not have: from the first sign to a new course."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from training.choices import GapState


class Gap(models.Model):
    """Something missing from the offer: gap, considered, planned, offered, or not taken up."""

    title = models.CharField(
        "what is missing", max_length=150, help_text="For example “Supporting girls with autism”."
    )
    wordings = models.TextField(
        "what people searched for",
        blank=True,
        help_text="One search a line, as they typed it. From the report of searches this is filled in.",
    )
    details = models.TextField(
        "what we know about it",
        blank=True,
        help_text="Who asked, how often, what was offered instead. Do not name a child or a parent.",
    )
    needs = models.ManyToManyField("vocabulary.Need", blank=True, related_name="gaps")
    phases = models.ManyToManyField("vocabulary.Phase", blank=True, related_name="gaps")
    state = models.CharField(max_length=12, choices=GapState.choices, default=GapState.GAP)
    reason = models.CharField(
        "why it is not taken up",
        max_length=255,
        blank=True,
        help_text="Needed only then, e.g. “The health visitors’ course covers it”.",
    )
    course = models.ForeignKey(
        "training.CoursePage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gaps",
        verbose_name="course that answers it",
        help_text="Needed once it is offered.",
    )
    recorded_on = models.DateField("recorded", auto_now_add=True)
    changed_at = models.DateTimeField("changed", auto_now=True)
    demonstration = models.BooleanField("demonstration content", default=False, editable=False)

    class Meta:
        ordering = ["-recorded_on", "title"]
        verbose_name = "gap in the offer"
        verbose_name_plural = "gaps in the offer"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=GapState.OFFERED) | Q(course__isnull=False),
                name="offered_gap_names_its_course",
                violation_error_message="Choose the course that answers it.",
            ),
            models.CheckConstraint(
                condition=~Q(state=GapState.NOT_TAKEN_UP) | ~Q(reason=""),
                name="gap_not_taken_up_says_why",
                violation_error_message="Say why it is not taken up.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
