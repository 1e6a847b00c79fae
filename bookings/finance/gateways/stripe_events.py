"""What Stripe sends: whether it is Stripe's, and what of it is kept. Names and addresses of payers are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from stripe import SignatureVerificationError, WebhookSignature

from bookings.finance.cards.gateway import Change

OLDEST_SECONDS = 300

KINDS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)
"""What the webhook listens to; anything else is kept and needs nothing."""

FACTS = ("object", "id", "status", "payment_status", "amount_total", "amount", "currency", "livemode")
"""What is kept of an event’s object: none of it is about a person."""


class Unbelievable(Exception):
    """It is not from Stripe, too old, or nothing that can be read."""


def read_event(raw: bytes, header: str, secrets: Sequence[str]) -> Change:
    """What a delivery says. Raises ``Unbelievable`` unless one of ``secrets`` signed these very bytes just now."""
    if not any(_signed_by(secret, raw, header) for secret in secrets):
        raise Unbelievable
    # Stripe’s own reading fails in ways of its own on what is no event, so it is read here.
    try:
        return change_of(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Unbelievable from error


def _signed_by(secret: str, raw: bytes, header: str) -> bool:
    try:
        return bool(WebhookSignature.verify_header(raw, header, secret, tolerance=OLDEST_SECONDS))
    except (SignatureVerificationError, ValueError):
        return False


def change_of(event: dict[str, Any]) -> Change:
    """What an event is about. Raises ``KeyError``, ``TypeError`` or ``AttributeError`` for what is none."""
    thing = event["data"]["object"]
    is_session = thing.get("object") == "checkout.session"
    payment = thing.get("payment_intent") or ""
    facts = {name: thing[name] for name in FACTS if isinstance(thing.get(name), str | int | bool)}
    if event.get("account"):
        facts["account"] = str(event["account"])[:64]
    return Change(
        event_id=_text(event["id"]),
        kind=_text(event["type"]),
        at=datetime.fromtimestamp(int(event["created"]), UTC),
        live=event["livemode"] is True,
        session_id=_text(thing["id"]) if is_session else "",
        payment_id=_text(payment.get("id") if isinstance(payment, dict) else payment),
        reference=_text(thing.get("client_reference_id") or "") if is_session else "",
        facts=facts,
    )


def _text(value: Any) -> str:
    """An id or a kind. Raises ``TypeError`` for what is none."""
    if not isinstance(value, str) or len(value) > 200 or "\x00" in value:
        raise TypeError("no id")
    return value
