"""What was loaded from the register, by whom, and what waits to be applied."""

from __future__ import annotations

from django.db import models


class RegisterLoad(models.Model):
    """A file that an officer uploaded: shown first, then applied or left.

    ``payload`` is the file itself, compressed, until it is applied or left: the register's rows are
    public, but nobody needs them twice. ``report`` is what the file would change, then what it did.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for you"
        APPLIED = "applied", "Applied"
        LEFT = "left", "Left out"

    class Kind(models.TextChoices):
        SCHOOLS = "schools", "Schools (establishment fields)"
        LINKS = "links", "Links between schools"

    kind = models.CharField("holds", max_length=10, choices=Kind.choices, default=Kind.SCHOOLS)
    file_name = models.CharField("file", max_length=200)
    everywhere = models.BooleanField(
        "schools outside Kent too",
        default=False,
        help_text="Leave this off unless the service works with schools elsewhere.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    payload = models.BinaryField(default=bytes, editable=False)
    report = models.JSONField(default=dict, editable=False)
    uploaded_by = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="uploaded by",
    )
    uploaded_at = models.DateTimeField("uploaded", auto_now_add=True)
    applied_at = models.DateTimeField("applied", null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = "load of the register"
        verbose_name_plural = "loads of the register"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="applied", applied_at__isnull=False)
                | ~models.Q(state="applied"),
                name="register_load_applied_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
