"""Internal journals: recharges that finance charges to schools' cost codes in its own system. Only ever added to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

WORDS = 200


class JournalBatch(models.Model):
    """One journal for the finance system: it debits each school's cost code and credits one income code."""

    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="journals")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=24, unique=True)
    income_code = models.CharField("income code", max_length=40)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    made_at = models.DateTimeField("made")
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "journal"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "position"], name="journal_numbers_once")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def waits(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return not hasattr(self, "outcome")

    @property
    def is_posted(self) -> bool:
        """Whether it counts, and no other journal takes it back."""
        posted = not self.waits and self.outcome.kind == JournalOutcome.Kind.POSTED
        return posted and not hasattr(self, "reversed_by")

    @property
    def state(self) -> str:
        """“To post”, “Posted” or “Withdrawn”."""
        return "To post" if self.waits else str(self.outcome.get_kind_display())


class JournalLine(models.Model):
    """One recharge in a journal. Positive pence charge the school, negative ones give back.

    ``turn`` counts how often the recharge was in a journal: no two journals can take it at once.
    """

    batch = models.ForeignKey(JournalBatch, on_delete=models.PROTECT, related_name="lines")
    document = models.ForeignKey(
        "finance.Document", on_delete=models.PROTECT, related_name="journal_lines"
    )
    turn = models.PositiveSmallIntegerField()
    cost_code = models.CharField("cost code", max_length=40)
    pence = models.BigIntegerField()

    class Meta:
        ordering = ["batch", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "turn"], name="one_journal_at_a_time"),
            models.UniqueConstraint(fields=["batch", "document"], name="once_in_a_journal"),
            models.CheckConstraint(condition=~Q(pence=0), name="journal_lines_move_something"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.document}"


class JournalOutcome(models.Model):
    """What became of a journal: posted under a reference of the finance system, or withdrawn for a reason."""

    class Kind(models.TextChoices):
        POSTED = "posted", "Posted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    batch = models.OneToOneField(
        JournalBatch, primary_key=True, on_delete=models.PROTECT, related_name="outcome"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField("reference or reason", max_length=WORDS)
    day = models.DateField("posted on", null=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="journal_outcome_says_why"),
            models.CheckConstraint(
                condition=Q(kind="posted", day__isnull=False) | Q(kind="withdrawn", day__isnull=True),
                name="posted_journals_have_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.get_kind_display()}"
