"""What the stand-in knows: sessions, payments, refunds, disputes and events, and how each may change."""

from __future__ import annotations

import copy
import secrets
import threading
import time
from collections.abc import Callable

from tests.services.stripe_fake import shapes
from tests.services.stripe_fake.shapes import Thing
from tests.services.stripe_fake.wire import Refusal

VERSION = "2026-10-28.endive"
KINDS = {
    "cs": "checkout.session",
    "pi": "payment_intent",
    "ch": "charge",
    "txn": "balance_transaction",
    "re": "refund",
    "dp": "dispute",
    "evt": "event",
}


class World:
    """All objects by id. Every change happens under ``lock`` and is told to ``listener``."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.lock = threading.RLock()
        self.things: dict[str, Thing] = {}
        self.intent_metadata: dict[str, Thing] = {}
        self.ahead = 0
        self.resets = 0
        self.listener: Callable[[Thing], None] = lambda event: None

    def now(self) -> int:
        """Seconds since 1970 by this world's clock."""
        return int(time.time()) + self.ahead

    def get(self, oid: str, kind: str) -> Thing:
        """The object; refuses as Stripe does for one that is not there."""
        found = self.things.get(oid)
        if found is None or found["object"] != kind:
            raise Refusal(404, f"No such {kind}: '{oid}'", code="resource_missing", parameter="id")
        return found

    def all(self, kind: str) -> list[Thing]:
        """Those of a kind, the newest first."""
        return [thing for thing in reversed(list(self.things.values())) if thing["object"] == kind]

    def _new_id(self, letters: str) -> str:
        return f"{letters}_{'test_' if letters == 'cs' else ''}{secrets.token_hex(12)}"

    def _keep(self, thing: Thing) -> Thing:
        self.things[thing["id"]] = thing
        return thing

    def tell(self, kind: str, thing: Thing) -> Thing:
        """Makes an event of a thing as it is now."""
        event = shapes.event(
            oid=self._new_id("evt"),
            kind=kind,
            thing=copy.deepcopy(thing),
            version=VERSION,
            at=self.now(),
        )
        self._keep(event)
        self.listener(event)
        return event

    def pass_time(self, seconds: int) -> None:
        """Moves the clock on; sessions whose time is over expire."""
        self.ahead += seconds
        self.expire_overdue()

    def expire_overdue(self) -> None:
        """Sessions end by themselves when their time is over."""
        for session in self.all("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= self.now():
                self._expired(session)

    # --- Checkout -----------------------------------------------------------------------------

    def open_session(self, *, amount: int, currency: str, given: Thing) -> Thing:
        """A session with a page of ours to pay on."""
        oid = self._new_id("cs")
        session = shapes.checkout_session(
            oid=oid,
            url=f"{self.address}/c/pay/{oid}",
            amount=amount,
            currency=currency,
            at=self.now(),
            given=given,
        )
        self.intent_metadata[oid] = (given.get("payment_intent_data") or {}).get("metadata") or {}
        return self._keep(session)

    def expire(self, oid: str) -> Thing:
        """Ends a session that is open."""
        session = self.get(oid, "checkout.session")
        if session["status"] != "open":
            raise Refusal(
                400,
                'Only Checkout Sessions with a status in ["open"] can be expired. '
                f"This Checkout Session has a status of `{session['status']}`.",
            )
        return self._expired(session)

    def _expired(self, session: Thing) -> Thing:
        session.update(status="expired", url=None)
        self.tell("checkout.session.expired", session)
        return session

    def pay(self, oid: str, *, later: bool = False) -> Thing:
        """The payer pays: at once, or (``later``) by a way that settles in some days."""
        session = self.get(oid, "checkout.session")
        if session["status"] != "open":
            raise Refusal(400, f"This session is {session['status']}.")
        metadata = self.intent_metadata[oid]
        intent = self._keep(
            shapes.payment_intent(
                oid=self._new_id("pi"), session=session, metadata=metadata, at=self.now()
            )
        )
        charge = self._keep(shapes.charge(oid=self._new_id("ch"), intent=intent, at=self.now()))
        intent["latest_charge"] = charge["id"]
        session.update(
            status="complete",
            url=None,
            payment_intent=intent["id"],
            customer_details=self._payer(),
        )
        if not later:
            self._money_arrives(session)
        self.tell("checkout.session.completed", session)
        return session

    @staticmethod
    def _payer() -> Thing:
        """Somebody whom nobody on our side is to remember."""
        return {
            "address": None,
            "business_name": None,
            "email": "payer@example.org",
            "individual_name": None,
            "name": "A Payer",
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": None,
        }

    def settle(self, oid: str, *, good: bool = True) -> Thing:
        """What was to settle later does, or fails."""
        session = self.get(oid, "checkout.session")
        if session["status"] != "complete" or session["payment_status"] != "unpaid":
            raise Refusal(400, "Nothing waits to be settled.")
        if good:
            self._money_arrives(session)
            self.tell("checkout.session.async_payment_succeeded", session)
            return session
        intent = self.get(session["payment_intent"], "payment_intent")
        intent["status"] = "requires_payment_method"
        self.things[intent["latest_charge"]]["status"] = "failed"
        self.tell("checkout.session.async_payment_failed", session)
        return session

    def _money_arrives(self, session: Thing) -> None:
        intent = self.get(session["payment_intent"], "payment_intent")
        charge = self.get(intent["latest_charge"], "charge")
        fee = charge["amount"] * 15 // 1000 + 20
        moved = self._moves("charge", charge["id"], charge["amount"], fee)
        charge.update(paid=True, status="succeeded", balance_transaction=moved["id"])
        intent.update(status="succeeded", amount_received=intent["amount"])
        session["payment_status"] = "paid"
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)

    def _moves(self, kind: str, source: str, amount: int, fee: int = 0) -> Thing:
        return self._keep(
            shapes.balance_transaction(
                oid=self._new_id("txn"), kind=kind, source=source, amount=amount, fee=fee, at=self.now()
            )
        )

    # --- Money back ---------------------------------------------------------------------------

    def refund(self, *, intent_id: str, amount: int | None, metadata: Thing) -> Thing:
        """Gives back some of a payment or all; never more than is left of it."""
        charge = self._charge_of(intent_id)
        left = charge["amount"] - charge["amount_refunded"]
        wanted = left if amount is None else amount
        if not left:
            message = f"Charge {charge['id']} has already been refunded."
            raise Refusal(400, message, code="charge_already_refunded")
        if not 1 <= wanted <= left:
            raise Refusal(
                400,
                f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({left})",
                parameter="amount",
            )
        refund = shapes.refund(
            oid=self._new_id("re"), charge=charge, amount=wanted, metadata=metadata, at=self.now()
        )
        refund["balance_transaction"] = self._moves("refund", refund["id"], -wanted)["id"]
        charge["amount_refunded"] += wanted
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self._keep(refund)
        self.tell("refund.created", refund)
        self.tell("charge.refunded", charge)
        return refund

    def fail_refund(self, oid: str) -> Thing:
        """The payer's bank sends the money back: it is ours again."""
        refund = self.get(oid, "refund")
        refund.update(status="failed", failure_reason="expired_or_canceled_card")
        charge = self.get(refund["charge"], "charge")
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        back = self._moves("refund_failure", refund["id"], refund["amount"])
        refund["failure_balance_transaction"] = back["id"]
        self.tell("refund.failed", refund)
        return refund

    def open_dispute(self, *, intent_id: str, inquiry: bool = False) -> Thing:
        """The payer's bank takes the money back, or only asks (``inquiry``)."""
        charge = self._charge_of(intent_id)
        status = "warning_needs_response" if inquiry else "needs_response"
        dispute = self._keep(
            shapes.dispute(
                oid=self._new_id("dp"),
                charge=charge,
                amount=charge["amount"],
                status=status,
                at=self.now(),
            )
        )
        charge["disputed"] = True
        if not inquiry:
            moved = self._moves("adjustment", dispute["id"], -charge["amount"], 2_000)
            dispute["balance_transactions"] = [copy.deepcopy(moved)]
        self.tell("charge.dispute.created", dispute)
        return dispute

    def close_dispute(self, oid: str, *, won: bool) -> Thing:
        """The bank decides."""
        dispute = self.get(oid, "dispute")
        asked_only = dispute["status"].startswith("warning_")
        dispute["status"] = "warning_closed" if asked_only else ("won" if won else "lost")
        if won and not asked_only:
            moved = self._moves("adjustment", dispute["id"], dispute["amount"])
            dispute["balance_transactions"].append(copy.deepcopy(moved))
        self.tell("charge.dispute.closed", dispute)
        return dispute

    def _charge_of(self, intent_id: str) -> Thing:
        intent = self.get(intent_id, "payment_intent")
        if intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent_id}) does not have a successful charge to refund."
            raise Refusal(400, message)
        return self.get(intent["latest_charge"], "charge")
