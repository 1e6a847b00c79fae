"""Which invoices were reminded of, and which are not, for a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class PaymentReminder(models.Model):
    """That a school was reminded of an invoice, so many days after it was to be paid; each once."""

    document = models.ForeignKey(
        "finance.Document", on_delete=models.PROTECT, related_name="payment_reminders"
    )
    after_days = models.PositiveSmallIntegerField()
    pence = models.BigIntegerField(help_text="What was left to pay then.")
    letters = models.PositiveSmallIntegerField(
        help_text="To how many people it went; 0: the school has nobody here."
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["document", "after_days"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "after_days"], name="payment_is_reminded_of_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.after_days} days"


class ReminderPause(models.Model):
    """That no reminder of an invoice is sent, until somebody lets them go on."""

    document = models.ForeignKey(
        "finance.Document", on_delete=models.PROTECT, related_name="reminder_pauses"
    )
    reason = models.CharField(
        "why",
        max_length=300,
        help_text="For colleagues and auditors, e.g. “The school disputes the second line”. Name no person.",
    )
    paused_at = models.DateTimeField()
    paused_by_id = models.BigIntegerField(null=True)
    resumed_at = models.DateTimeField(null=True)
    resumed_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["document", "-paused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(resumed_at__isnull=True),
                name="reminders_are_paused_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reminders_pause_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.reason}"

    @property
    def lasts(self) -> bool:
        """Whether it holds now."""
        return self.resumed_at is None
