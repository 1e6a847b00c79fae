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
