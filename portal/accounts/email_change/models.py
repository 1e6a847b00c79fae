"""Moving a sign-in to another e-mail: asked for, confirmed at the new one, told to the old one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from portal.base import clock

LASTS = timedelta(days=3)
"""How long its links work, from when it was asked for."""


class EmailChange(models.Model):
    """One change of the e-mail that somebody signs in with. Until it is confirmed nothing changes."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be confirmed"
        DONE = "done", "Done"
        WITHDRAWN = "withdrawn", "Withdrawn"
        STOPPED = "stopped", "Stopped by the old address"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="email_changes")
    from_email = models.EmailField("from")
    to_email = models.EmailField("to")
    asked_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Its owner, or an officer.",
    )
    asked_at = models.DateTimeField("asked")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="one_waiting_email_change"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="email_change_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, asked {clock.say_date(self.asked_at)}"

    def links_work(self, now: datetime | None = None) -> bool:
        """Whether it was asked for lately enough."""
        return self.asked_at + LASTS > (now or clock.now())

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def by_its_owner(self) -> bool:
        """Whether they asked themselves, and not an officer for them."""
        return self.asked_by_id == self.user_id
