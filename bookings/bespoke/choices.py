"""Closed lists of bespoke training."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """How far a request has come. Whether it is paid is finance's to say, and no state of it."""

    SUBMITTED = "submitted", "We look at it"
    NEEDS_INFO = "needs-info", "We have a question"
    MET = "met", "Met by our offer"
    DECLINED = "declined", "Declined"
    CHARGEABLE = "chargeable", "We write a quote"
    QUOTED = "quoted", "A quote waits for you"
    ACCEPTED = "accepted", "Accepted"
    SCHEDULED = "scheduled", "Date agreed"
    DELIVERED = "delivered", "Has taken place"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED = "cancelled", "Cancelled"


TO_TRIAGE = (State.SUBMITTED, State.NEEDS_INFO)
"""States in which staff decide what becomes of it."""

TO_QUOTE = (State.CHARGEABLE, State.QUOTED)
"""States in which a quote can be written; a newer one takes the place of an older."""

OPEN = (*TO_TRIAGE, *TO_QUOTE, State.ACCEPTED, State.SCHEDULED)
"""States in which something is still to happen."""

AGREED = (State.ACCEPTED, State.SCHEDULED)
"""States in which a quote is accepted and the training is still to come: it can be cancelled at its terms."""


class Outcome(models.TextChoices):
    """What staff decide about a request."""

    NEEDS_INFO = "needs-info", "Ask the school something"
    MET = "met", "Our offer meets it"
    DECLINED = "declined", "Decline it"
    CHARGEABLE = "chargeable", "Bespoke training, for a charge"


class EventKind(models.TextChoices):
    """What happened to a request, as the school reads it too."""

    SUBMITTED = "submitted", "Asked for"
    TAKEN = "taken", "Taken on"
    ASKED = "asked", "We asked the school"
    ANSWERED = "answered", "The school answered"
    MET = "met", "Our offer meets it"
    DECLINED = "declined", "Declined"
    CHARGEABLE = "chargeable", "Bespoke training for a charge decided"
    QUOTED = "quoted", "Quote sent"
    ACCEPTED = "accepted", "Quote accepted"
    REFUSED = "refused", "Quote turned down"
    SCHEDULED = "scheduled", "Date agreed"
    DELIVERED = "delivered", "Took place"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn by the school"
    CALLED_OFF = "called-off", "Date cancelled, another to be agreed"
    CANCELLED = "cancelled", "Cancelled"
