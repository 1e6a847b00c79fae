"""Payments by card: what was begun, what came of it, and what somebody has to look at. The ledger holds the sums.

Rows name sign-ins by number and hold nothing of who paid: Stripe knows that, and forgets it in its own time.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

ID = 255
"""As long as Stripe's ids may become."""


class PaymentAttempt(models.Model):
    """One way to Stripe's page, for one invoice or several of a school. ``uid`` is what Stripe is told.

    ``expires_at`` is fixed with the row, so that a repeated call says the same to the letter.
    """

    class State(models.TextChoices):
        STARTING = "starting", "Being prepared"
        OPEN = "open", "Waiting for the payer"
        PROCESSING = "processing", "On its way"
        PAID = "paid", "Paid"
        EXPIRED = "expired", "Not paid in time"
        FAILED = "failed", "Failed"
        HELD = "held", "Set aside: does not agree"

    class How(models.TextChoices):
        WEBHOOK = "webhook", "Stripe told us"
        PAGE = "page", "The payer came back"
        POLL = "poll", "Reconciled: we asked Stripe"
        SWEEP = "sweep", "Reconciled: found in Stripe’s list"

    LIVE = (State.STARTING, State.OPEN, State.PROCESSING)

    uid = models.UUIDField("public id", default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("finance.Account", on_delete=models.PROTECT, related_name="attempts")
    test = models.BooleanField("no money moves", default=False)
    pence = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.STARTING)
    session_id = models.CharField(max_length=ID, unique=True, null=True)
    payment_id = models.CharField(max_length=ID, unique=True, null=True)
    url = models.TextField(blank=True)
    started_at = models.DateTimeField("started")
    started_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField("open until")
    looked_at = models.DateTimeField("last asked", null=True)
    paid_at = models.DateTimeField("paid", null=True)
    how = models.CharField("how we learnt it", max_length=8, choices=How.choices, blank=True)
    trouble = models.CharField("what is wrong", max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = "card payment"
        indexes = [models.Index(fields=["state", "started_at"], name="attempt_to_look_at")]
        constraints = [
            models.CheckConstraint(condition=Q(pence__gte=1), name="attempt_pays_something"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False, payment_id__isnull=False),
                name="paid_attempt_has_a_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"Card payment {self.pk}"

    @property
    def is_paid(self) -> bool:
        """Whether the money is there."""
        return self.state == self.State.PAID

    @property
    def is_on_its_way(self) -> bool:
        """Whether the payer is done and the money is not there yet."""
        return self.state == self.State.PROCESSING

    @property
    def is_open(self) -> bool:
        """Whether it can still be paid, as far as we have heard."""
        return self.state in (self.State.STARTING, self.State.OPEN)

    @property
    def is_set_aside(self) -> bool:
        """Whether it does not agree with what was asked for."""
        return self.state == self.State.HELD


class AttemptPart(models.Model):
    """What an attempt pays of one invoice. While ``open`` no other attempt can be begun for it."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="parts")
    document = models.ForeignKey("finance.Document", on_delete=models.PROTECT, related_name="card_parts")
    pence = models.PositiveBigIntegerField()
    open = models.BooleanField(default=True)

    class Meta:
        ordering = ["attempt", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(open=True), name="one_open_attempt_of_an_invoice"
            ),
            models.UniqueConstraint(fields=["attempt", "document"], name="attempt_names_invoice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.pence}"


class CardRefund(models.Model):
    """Money given back to a card. ``uid`` is its key at Stripe; ``external`` ones were made at Stripe itself."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a second person"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Came back"
        REFUSED = "refused", "Not given"

    TAKEN = (State.WAITING, State.SENDING, State.SENT)
    """Count against what is left of a payment."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    document = models.ForeignKey(
        "finance.Document", null=True, on_delete=models.PROTECT, related_name="card_refunds"
    )
    pence = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    external = models.BooleanField("made at Stripe", default=False)
    refund_id = models.CharField(max_length=ID, unique=True, null=True)
    reason = models.CharField("why", max_length=300, blank=True)
    requested_at = models.DateTimeField("asked for")
    requested_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField("decided", null=True)
    decided_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "card refund"
        constraints = [
            models.CheckConstraint(condition=Q(pence__gte=1), name="refund_gives_something"),
            models.CheckConstraint(
                condition=Q(external=True, refund_id__isnull=False)
                | Q(external=False, document__isnull=False),
                name="refund_is_of_an_invoice_or_from_stripe",
            ),
        ]

    def __str__(self) -> str:
        return f"Refund {self.pk}"


class CardDispute(models.Model):
    """A bank that asks for a payment back; ``taken`` while it has the money."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="disputes")
    dispute_id = models.CharField(max_length=ID, unique=True)
    pence = models.PositiveBigIntegerField()
    taken = models.BooleanField(default=False)
    over = models.BooleanField(default=False)
    opened_at = models.DateTimeField("opened")
    answer_by = models.DateTimeField("to be answered by", null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"Dispute {self.pk}"


class CardEvent(models.Model):
    """Something that Stripe told us, once: what is kept of it is ids and sums. What it means is asked of Stripe."""

    class State(models.TextChoices):
        NEW = "new", "To be applied"
        APPLIED = "applied", "Applied"
        NOT_OURS = "not-ours", "Not about our payments"
        FAILED = "failed", "Failed: will be tried again"
        QUARANTINED = "quarantined", "Set aside: does not agree"

    event_id = models.CharField("event", max_length=ID, unique=True)
    kind = models.CharField(max_length=ID)
    made_at = models.DateTimeField("happened")
    received_at = models.DateTimeField("received")
    swept = models.BooleanField("found in Stripe’s list", default=False)
    live = models.BooleanField()
    sha256 = models.CharField(max_length=64, blank=True)
    session_id = models.CharField(max_length=ID, blank=True)
    payment_id = models.CharField(max_length=ID, blank=True)
    reference = models.CharField(max_length=ID, blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    reason = models.CharField("why", max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    applied_at = models.DateTimeField("applied", null=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "message from Stripe"
        verbose_name_plural = "messages from Stripe"
        indexes = [models.Index(fields=["state", "received_at"], name="card_event_to_apply")]

    def __str__(self) -> str:
        return self.event_id


class CardTask(models.Model):
    """Something about card payments that a person has to look at, once for each cause."""

    key = models.CharField(max_length=ID, unique=True)
    attempt = models.ForeignKey(
        PaymentAttempt, null=True, on_delete=models.PROTECT, related_name="tasks"
    )
    text = models.CharField("what is to be done", max_length=500)
    opened_at = models.DateTimeField("since")
    done_at = models.DateTimeField("done", null=True)
    done_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "card task"

    def __str__(self) -> str:
        return self.text


class CardCursor(models.Model):
    """How far Stripe's list of events was read; what moves no money has its own."""

    test = models.BooleanField(unique=True)
    read_to = models.DateTimeField()
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.read_to}"


class RefusedDeliveries(models.Model):
    """How many deliveries of a day were not believed. Nothing of them is kept."""

    day = models.DateField(unique=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"
