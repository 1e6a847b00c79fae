"""Closed lists of training."""

from __future__ import annotations

from django.db import models

from portal.vocabulary.choices import Format

ONLINE = (Format.ONLINE, Format.E_LEARNING)
"""Formats that nobody has to travel for."""


class Funding(models.TextChoices):
    """Whether Kent settings pay. Charges exist only where the Kent offer cannot meet a need."""

    CORE_OFFER = "core-offer", "Core offer: free to Kent schools and settings"
    CHARGEABLE = "chargeable", "Chargeable"


class PriceUnit(models.TextChoices):
    """What a price is for."""

    DELEGATE = "delegate", "each delegate"
    SCHOOL = "school", "each school"


class OfferState(models.TextChoices):
    """Where a course stands in its life; follows from its dates."""

    PLANNED = "planned", "Planned"
    CURRENT = "current", "Current"
    BEING_WITHDRAWN = "being-withdrawn", "Being withdrawn"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SessionState(models.TextChoices):
    """What staff have decided about a session."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open for booking"
    CLOSED = "closed", "Closed for booking"
    CONFIRMED = "confirmed", "Confirmed: going ahead"
    CANCELLED = "cancelled", "Cancelled"
    COMPLETED = "completed", "Completed"


BOOKABLE = (SessionState.OPEN, SessionState.CONFIRMED)
"""States in which people can take a place, if its time has come and there is one left."""

SHOWN = (*BOOKABLE, SessionState.CLOSED)
"""States of a session that is to take place and that the public may know of."""


class Booking(models.TextChoices):
    """What a visitor can do about a session now; follows from state, times and seats."""

    OPEN = "open", "Book"
    FULL = "full", "Full"
    NOT_YET = "not-yet", "Booking not open yet"
    CLOSED = "closed", "Booking has closed"
    BEGUN = "begun", "Has begun"
    PAST = "past", "Has taken place"
    CANCELLED = "cancelled", "Cancelled"


class GapState(models.TextChoices):
    """How far something that the offer lacks has come."""

    GAP = "gap", "Gap"
    CONSIDERED = "considered", "Considered"
    PLANNED = "planned", "Planned"
    OFFERED = "offered", "Offered"
    NOT_TAKEN_UP = "not-taken-up", "Not taken up"
