"""Messages to people: the templates staff may edit, and each mail that was written."""

from __future__ import annotations

import uuid

from django.db import models


class MessageTemplate(models.Model):
    """The words of one kind of mail. Placeholders are checked on save against those the kind offers."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    name = models.CharField(max_length=100, editable=False)
    subject = models.CharField(
        max_length=150, help_text="For example “Your places: {{ course }}, {{ date }}”."
    )
    body = models.TextField(
        help_text="Plain text. Use only the placeholders listed beside this form, e.g. {{ reference }}."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "message template"

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """One mail to one person. ``message_id`` stays the same over every attempt, so repeats show."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template_key = models.SlugField(max_length=60)
    about = models.CharField(max_length=60, blank=True, help_text="A reference, e.g. of a booking.")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachment_name = models.CharField(max_length=80, blank=True)
    attachment_type = models.CharField(max_length=80, blank=True)
    attachment = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    forget_when_sent = models.BooleanField(
        default=False, editable=False, help_text="Its reader is deleted: the mail goes too, once sent."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="message_sent_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"

    @property
    def message_id(self) -> str:
        """The stable Message-ID header value."""
        return f"<{self.uuid}@portal>"
