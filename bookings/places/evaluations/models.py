"""What people say of a course before it, after it, and three months later."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.base import clock

MOST_WORDS = 1_000


class Stage(models.TextChoices):
    """When the questions are asked."""

    BEFORE = "before", "Before the course"
    AFTER = "after", "After the course"
    LATER = "later", "Three months later"


class Used(models.TextChoices):
    """What became of it in their work."""

    NOT_YET = "not-yet", "Not yet"
    ONCE = "once", "Once or twice"
    OFTEN = "often", "Often"
    ALWAYS = "always", "It is part of how I work now"


class Evaluation(models.Model):
    """One holder's answers at one stage. It hangs on the place, so there is one of each and it can be changed.

    Staff read it without a name unless ``named``: see ``results``.
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="evaluations")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    useful = models.TextField("what was useful", max_length=MOST_WORDS, blank=True)
    used = models.CharField("used what they learnt", max_length=10, choices=Used.choices, blank=True)
    impact = models.TextField("what has changed", max_length=MOST_WORDS, blank=True)
    comments = models.TextField("anything else", max_length=MOST_WORDS, blank=True)
    named = models.BooleanField(
        default=False, help_text="They agreed that staff see their name with the answers."
    )
    answered_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name = "evaluation"
        constraints = [
            models.UniqueConstraint(fields=["place", "stage"], name="one_evaluation_each"),
            models.CheckConstraint(condition=Q(stage="later") | Q(used=""), name="used_is_asked_later"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: place {self.place_id}"


class Confidence(models.Model):
    """How confident they feel about one thing, 1 (not at all) to 5 (fully)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="confidence")
    about = models.CharField(max_length=255)
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "about"], name="one_score_each"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="score_of_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.score} of 5: {self.about}"


class EvaluationStop(models.Model):
    """Somebody who wants no mails that ask what they think of courses. The row is the wish."""

    person = models.OneToOneField(
        "accounts.Person", on_delete=models.CASCADE, related_name="evaluation_stop"
    )
    stopped_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"no questions to {self.person}"
