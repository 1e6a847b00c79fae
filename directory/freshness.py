"""Whether an entry is current. Somebody vouches for the facts on a day; a corrected comma is no check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

ASSURED_FOR = timedelta(days=365)
"""How long a check of an entry's facts counts as current."""


class FreshnessState(models.TextChoices):
    """How far an entry can be relied on."""

    CURRENT = "current", "Checked"
    OVERDUE = "overdue", "Check overdue"
    UNCHECKED = "unchecked", "Not checked yet"


@dataclass(frozen=True)
class Freshness:
    """What a reader is told about the last check."""

    state: FreshnessState
    sentence: str

    @property
    def is_current(self) -> bool:
        return self.state == FreshnessState.CURRENT


def freshness(*, assured_on: date | None, assured_by: str, today: date) -> Freshness:
    """Says who checked the facts and when, and plainly when that is too long ago."""
    if assured_on is None:
        return Freshness(
            FreshnessState.UNCHECKED, "Nobody has checked these facts yet. Ask before you rely on them."
        )
    by = f" by {assured_by}" if assured_by else ""
    when = f"{assured_on.day} {assured_on:%B %Y}"
    if today - assured_on > ASSURED_FOR:
        return Freshness(
            FreshnessState.OVERDUE,
            f"Last checked{by} on {when}, more than a year ago. Ask before you rely on it.",
        )
    return Freshness(FreshnessState.CURRENT, f"Checked{by} on {when}.")
