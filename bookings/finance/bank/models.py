"""Payments that came in by bank, and which invoices each pays. The ledger holds the sums; these rows say how."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class BankFile(models.Model):
    """A statement that was loaded. Its lines stay; the file itself is not kept."""

    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="bank_files")
    name = models.CharField("file", max_length=200)
    loaded_at = models.DateTimeField("loaded", auto_now_add=True)
    loaded_by_id = models.BigIntegerField(null=True)
    new = models.PositiveIntegerField("new payments", default=0)
    known = models.PositiveIntegerField("payments known before", default=0)
    matched = models.PositiveIntegerField("matched by itself", default=0)
    outgoing = models.PositiveIntegerField("money that went out", default=0)
    problems = models.JSONField("lines that could not be read", default=list)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        verbose_name = "bank statement"

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """One payment in. ``fingerprint`` tells it apart, so that a statement loaded twice adds nothing."""

    class State(models.TextChoices):
        OPEN = "open", "To allocate"
        ALLOCATED = "allocated", "Allocated"
        LEFT = "left", "Not ours"

    issuer = models.ForeignKey("finance.Issuer", on_delete=models.PROTECT, related_name="bank_lines")
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="lines")
    fingerprint = models.CharField(max_length=64, editable=False)
    day = models.DateField("paid on")
    pence = models.BigIntegerField()
    reference = models.CharField(max_length=200, blank=True)
    payer = models.CharField("who paid", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    why_open = models.CharField("why it was not matched", max_length=300, blank=True)
    reason = models.CharField("why it is not ours", max_length=300, blank=True)
    decided_at = models.DateTimeField("decided", null=True)
    decided_by_id = models.BigIntegerField(null=True, help_text="Empty: matched by itself.")

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = "payment by bank"
        verbose_name_plural = "payments by bank"
        indexes = [models.Index(fields=["state", "day"], name="bank_line_to_allocate")]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "fingerprint"], name="each_payment_once"),
            models.CheckConstraint(condition=Q(pence__gte=1), name="payment_comes_in"),
            models.CheckConstraint(
                condition=~Q(state="left") | ~Q(reason=""), name="left_aside_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="payment_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.reference or self.payer}"

    @property
    def waits(self) -> bool:
        """Whether somebody has still to say what it is for."""
        return self.state == self.State.OPEN

    @property
    def words(self) -> str:
        """All that the bank says of it."""
        return " ".join(part for part in (self.reference, self.payer) if part)
