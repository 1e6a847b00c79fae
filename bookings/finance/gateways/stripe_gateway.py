"""Stripe Checkout behind ``CardGateway``: redirects only, no card number ever comes near the portal.

It is told references and sums: the number of an invoice, never a school, a person or a need.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe

from bookings.finance.cards.gateway import (
    CardOrder,
    CardRefused,
    CardSession,
    CardUnreachable,
    Change,
    Disputed,
    Refunded,
    Stage,
)
from bookings.finance.gateways.stripe_events import KINDS, change_of

API_VERSION = "2026-10-28.endive"
SECONDS = 10
RETRIES = 2
AT_ONCE = 100
EXPANDED = ["payment_intent.latest_charge.balance_transaction"]

stripe.enable_telemetry = False

Answer = TypeVar("Answer")


class StripeGateway:
    """One Stripe account, by a restricted key."""

    def __init__(self, *, key: str, base: str, seconds: float = SECONDS) -> None:
        self._api = stripe.StripeClient(
            key,
            base_addresses={"api": base},
            stripe_version=API_VERSION,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=seconds),
        ).v1

    def create(self, order: CardOrder) -> CardSession:
        """Opens a session, or gives the one that the same key opened."""
        wanted: Any = {
            "mode": "payment",
            "ui_mode": "hosted_page",
            "client_reference_id": order.key,
            "success_url": order.paid_url,
            "cancel_url": order.back_url,
            "expires_at": int(order.expires_at.timestamp()),
            "allowed_payment_method_types": ["card"],
            "adaptive_pricing": {"enabled": False},
            "line_items": [_line(name, pence) for name, pence in order.lines],
            "metadata": {"attempt": order.key},
            "payment_intent_data": {"metadata": {"attempt": order.key}},
        }
        sessions = self._api.checkout.sessions
        return self._whole(_ask(lambda: sessions.create(wanted, {"idempotency_key": order.key})))

    def fetch(self, session_id: str) -> CardSession:
        """The session as it is now, with its refunds and disputes."""
        sessions = self._api.checkout.sessions
        return self._whole(_ask(lambda: sessions.retrieve(session_id, {"expand": EXPANDED})))

    def expire(self, session_id: str) -> CardSession:
        """Ends the session if nobody has paid; as it is then, paid or not."""
        try:
            return self._whole(_ask(lambda: self._api.checkout.sessions.expire(session_id)))
        except CardRefused:
            # It is over already: paid a moment ago, or expired.
            return self.fetch(session_id)

    def refund(self, *, payment_id: str, pence: int, key: str) -> Refunded:
        """Gives back some of a payment, once for a key."""
        wanted: Any = {"payment_intent": payment_id, "amount": pence, "metadata": {"refund": key}}
        made = _ask(lambda: self._api.refunds.create(wanted, {"idempotency_key": key}))
        return _refunded(made.to_dict(for_json=True))

    def session_of(self, payment_id: str) -> str:
        """The session that a payment belongs to; empty if there is none."""
        sessions = self._api.checkout.sessions
        found = _ask(lambda: sessions.list({"payment_intent": payment_id, "limit": 1}))
        return found.data[0].id if found.data else ""

    def changes_since(self, moment: datetime) -> list[Change]:
        """Events, and refunds and disputes whose event may be gone, since a moment; the oldest first."""
        since: Any = {"created": {"gte": int(moment.timestamp())}, "limit": AT_ONCE}
        told: Any = {**since, "types": list(KINDS)}
        events = _all(lambda: self._api.events.list(told))
        changes = [change_of(event) for event in events]
        for kind, read in (("refund", self._api.refunds), ("dispute", self._api.disputes)):
            rows = _all(lambda read=read: read.list(since))  # type: ignore[misc]
            changes += [_hint(kind, row) for row in rows]
        return sorted(changes, key=lambda change: change.at)

    def _whole(self, session: Any) -> CardSession:
        facts = session.to_dict(for_json=True)
        intent = facts.get("payment_intent") or ""
        payment_id = intent["id"] if isinstance(intent, dict) else str(intent)
        refunds: list[Any] = []
        disputes: list[Any] = []
        if payment_id:
            of_it: Any = {"payment_intent": payment_id, "limit": AT_ONCE}
            refunds = _all(lambda: self._api.refunds.list(of_it))
            disputes = _all(lambda: self._api.disputes.list(of_it))
        return CardSession(
            session_id=facts["id"],
            stage=_stage(facts),
            pence=facts.get("amount_total") or 0,
            currency=facts.get("currency") or "",
            live=bool(facts["livemode"]),
            reference=facts.get("client_reference_id") or "",
            url=facts.get("url") or "",
            payment_id=payment_id,
            paid_at=_paid_at(intent),
            refunds=tuple(_refunded(row) for row in reversed(refunds)),
            disputes=tuple(_disputed(row) for row in reversed(disputes)),
        )


def _ask(call: Callable[[], Answer]) -> Answer:
    try:
        return call()
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as error:
        raise CardUnreachable(type(error).__name__) from error
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500:
            raise CardUnreachable(type(error).__name__) from error
        raise CardRefused(f"{type(error).__name__} {error.code or ''}".strip()) from error


def _all(call: Callable[[], Any]) -> list[dict[str, Any]]:
    return _ask(lambda: [row.to_dict(for_json=True) for row in call().auto_paging_iter()])


def _line(name: str, pence: int) -> dict[str, Any]:
    price = {"currency": "gbp", "unit_amount": pence, "product_data": {"name": name}}
    return {"quantity": 1, "price_data": price}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _stage(facts: dict[str, Any]) -> Stage:
    """“complete” says that the payer is done, “paid” that the money is there; only the latter counts."""
    if facts["status"] == "open":
        return Stage.OPEN
    if facts["status"] == "expired":
        return Stage.EXPIRED
    if facts["payment_status"] == "paid":
        return Stage.PAID
    intent = facts.get("payment_intent")
    given_up = {"requires_payment_method", "canceled"}
    failed = isinstance(intent, dict) and intent.get("status") in given_up
    return Stage.FAILED if failed else Stage.PROCESSING


def _paid_at(intent: Any) -> datetime | None:
    """When the money arrived: what settles days later has its own moment in Stripe's balance."""
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    if not isinstance(charge, dict):
        return None
    moved = charge.get("balance_transaction")
    return _moment(moved["created"] if isinstance(moved, dict) else charge["created"])


def _refunded(row: dict[str, Any]) -> Refunded:
    return Refunded(
        refund_id=row["id"],
        pence=row["amount"],
        failed=row.get("status") in {"failed", "canceled"},
        settled=row.get("status") == "succeeded",
        at=_moment(row["created"]),
        key=(row.get("metadata") or {}).get("refund", ""),
    )


def _disputed(row: dict[str, Any]) -> Disputed:
    """The money is with the payer's bank while what moved in the balance says so."""
    moved = sum(one["amount"] for one in row.get("balance_transactions") or [])
    due = (row.get("evidence_details") or {}).get("due_by")
    return Disputed(
        dispute_id=row["id"],
        pence=row["amount"],
        taken=moved < 0,
        over=row["status"] in {"won", "lost", "warning_closed", "prevented"},
        at=_moment(row["created"]),
        answer_by=_moment(due) if due else None,
    )


def _hint(kind: str, row: dict[str, Any]) -> Change:
    payment_id = row.get("payment_intent") or ""
    return Change("", kind, _moment(row["created"]), bool(row.get("livemode")), payment_id=payment_id)
