"""Which words find the same: rules that staff keep."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Direction(models.TextChoices):
    """Whether a rule works both ways."""

    BOTH = "both", "Both ways: each finds what the others find"
    ONE_WAY = "one-way", "One way: whoever searches for the first also finds the second"


class SynonymRule(models.Model):
    """Words and phrases, one a line, and for one-way rules what they find besides."""

    direction = models.CharField(
        "works", max_length=10, choices=Direction.choices, default=Direction.BOTH
    )
    words = models.TextField(
        "when somebody searches for",
        help_text=(
            "One word or phrase a line, as people type it, e.g. “won’t talk at school”. "
            "Capitals, apostrophes and endings make no difference."
        ),
    )
    meanings = models.TextField(
        "also find",
        blank=True,
        help_text=(
            "Only for one-way rules: one word or phrase a line, the closest first, "
            "e.g. “selective mutism”."
        ),
    )
    active = models.BooleanField(
        "in use", default=True, help_text="Untick to try the search without this rule; it is kept."
    )
    note = models.CharField(
        max_length=200,
        blank=True,
        help_text="For your colleagues, e.g. “Parents at the Swale drop-in say it so”.",
    )
    changed_at = models.DateTimeField("changed", auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="changed by",
    )

    class Meta:
        ordering = ["words", "pk"]
        verbose_name = "synonym rule"
        constraints = [
            models.CheckConstraint(
                condition=(Q(direction=Direction.ONE_WAY) & ~Q(meanings=""))
                | (Q(direction=Direction.BOTH) & Q(meanings="")),
                name="synonym_rule_has_its_sides",
                violation_error_message="“Also find” is for one-way rules, which need it.",
            ),
        ]

    def __str__(self) -> str:
        shown = ", ".join(self.words.split("\n")[:3])
        return shown if len(shown) <= 60 else f"{shown[:57]}…"


class ShippedRule(models.Model):
    """A line of the file that the portal brings which was loaded once: it is never loaded again."""

    line = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.line
