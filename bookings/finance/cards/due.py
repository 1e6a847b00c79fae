"""What is done without being told: open payments are asked about, and Stripe's list is read for what was missed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from bookings.finance.cards.current import gateway
from bookings.finance.cards.gateway import CardError, CardRefused, CardUnreachable, Change
from bookings.finance.cards.inbox import attempt_of, keep
from bookings.finance.cards.learning import look_again
from bookings.finance.cards.models import CardCursor, PaymentAttempt
from portal.base import clock

logger = logging.getLogger(__name__)

OLD_ENOUGH = timedelta(minutes=2)
POLLED_EACH = timedelta(minutes=10)
SWEPT_EACH = timedelta(hours=1)
AGAIN = timedelta(minutes=10)
"""How soon Stripe's list is asked for again where it could not be read."""
OVERLAP = timedelta(minutes=10)
"""Read again each time: what Stripe lists late, and clocks that differ."""
REMEMBERED = timedelta(days=29)
"""Stripe keeps events for thirty days."""


def ask_about_open_payments() -> int:
    """Asks Stripe about payments that are open for two minutes, every ten; how many."""
    if gateway() is None:
        return 0
    now = clock.now()
    rows = PaymentAttempt.objects.filter(
        Q(looked_at=None) | Q(looked_at__lte=now - POLLED_EACH),
        state__in=PaymentAttempt.LIVE,
        started_at__lte=now - OLD_ENOUGH,
        test=settings.CARD_TEST,
    ).exclude(session_id=None)
    asked = 0
    for attempt in rows.order_by("started_at"):
        try:
            look_again(attempt, how=PaymentAttempt.How.POLL)
        except CardUnreachable:
            break
        except CardRefused as refusal:
            # One that Stripe will not tell of keeps none of the others waiting.
            logger.warning("card payment %s cannot be read: %s", attempt.pk, refusal)
        asked += 1
    return asked


def read_what_was_missed() -> int:
    """Reads Stripe's events, refunds and disputes since the last time, every hour; how many were new.

    The mark moves on only when all was read, so a failure on the way costs nothing but time.
    """
    asked = gateway()
    if asked is None:
        return 0
    now = clock.now()
    cursor, _made = CardCursor.objects.get_or_create(
        test=settings.CARD_TEST, defaults={"read_to": now - SWEPT_EACH, "read_at": now - SWEPT_EACH}
    )
    if cursor.read_at > now - SWEPT_EACH:
        return 0
    since = max(cursor.read_to - OVERLAP, now - REMEMBERED)
    try:
        new = sum(_take_in(change) for change in asked.changes_since(since))
    except CardError:
        # Not at every turn of the worker; and staff read that the run failed.
        CardCursor.objects.filter(pk=cursor.pk).update(read_at=now - SWEPT_EACH + AGAIN)
        raise
    cursor.read_to = cursor.read_at = now
    cursor.save()
    return new


def _take_in(change: Change) -> bool:
    if change.event_id:
        return keep(change, swept=True) is not None
    attempt = attempt_of(session_id="", payment_id=change.payment_id)
    if attempt is None or _is_known(attempt, change):
        return False
    try:
        look_again(attempt, how=PaymentAttempt.How.SWEEP)
    except CardRefused as refusal:
        # One that Stripe will not tell of keeps none of the others from being read.
        logger.warning("card payment %s cannot be read: %s", attempt.pk, refusal)
    return True


def _is_known(attempt: PaymentAttempt, change: Change) -> bool:
    """Whether it was looked at well after this happened; what changes later has events of its own."""
    return bool(attempt.looked_at and attempt.looked_at > change.at + OVERLAP)
