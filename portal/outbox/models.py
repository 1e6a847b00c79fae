"""The one outbox: effects on the outside world, written with the change that causes them."""

from __future__ import annotations

from django.db import models


class OutboxRow(models.Model):
    """An effect still to happen. ``kind`` names a registered handler, ``key`` what it is about.

    A row exists exactly while its effect is owed; ``leased_until`` keeps two workers apart.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    due_at = models.DateTimeField("due")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField("written", auto_now_add=True)
    last_error = models.CharField(max_length=300, blank=True)
    given_up = models.BooleanField(default=False, help_text="All attempts failed: somebody has to look.")

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["given_up", "due_at", "id"], name="outbox_due")]
        verbose_name = "outbox row"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Change(models.Model):
    """Something that several readers have to look at again, each at its own pace: see ``changes``.

    ``writer`` is the number of the transaction that wrote it, where the database has such numbers.
    """

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    writer = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["writer", "pk"]
        indexes = [
            models.Index(fields=["topic", "writer", "id"], name="change_in_order"),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class DueRun(models.Model):
    """When one of the functions that do what is due did its work last, and how the last failure went."""

    name = models.CharField(max_length=100, unique=True)
    done_at = models.DateTimeField("last done", null=True, blank=True)
    seconds = models.FloatField("seconds it took", default=0)
    failed_at = models.DateTimeField("last failed", null=True, blank=True)
    error = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def failing(self) -> bool:
        """Whether it has not done its work since it failed."""
        return self.failed_at is not None and (self.done_at is None or self.done_at < self.failed_at)


class RetentionDay(models.Model):
    """How much was deleted on one day because its time was over: the proof that the table is kept to."""

    rule = models.CharField(max_length=60)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "rule"]
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="one_retention_row_a_day")]

    def __str__(self) -> str:
        return f"{self.rule}, {self.day}: {self.number}"
