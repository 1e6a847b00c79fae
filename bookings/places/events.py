"""What every history of bookings keeps: who, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models


class Event(models.Model):
    """Something that happened; only ever added to. A model of its own says to what, and which ``kind`` there are."""

    actor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_link = models.BooleanField(
        default=False, help_text="Done at a secret address, without signing in."
    )
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    if TYPE_CHECKING:

        def get_kind_display(self) -> str: ...

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
