"""The closed lists of clinics and LIFT meetings."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """Two ways in which a school brings a question to the service, in a few minutes."""

    CLINIC = "clinic", "Drop-in clinic"
    LIFT = "lift", "LIFT meeting"


class MeetingState(models.TextChoices):
    """Where a clinic or LIFT meeting stands."""

    DRAFT = "draft", "Draft: nobody sees it"
    OPEN = "open", "Open for booking"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


SHOWN = (MeetingState.OPEN, MeetingState.HELD, MeetingState.CANCELLED)
"""What has an address of its own for the public."""

USUAL_MINUTES = {Kind.CLINIC: 15, Kind.LIFT: 20}
"""How long a slot is unless somebody says otherwise."""
