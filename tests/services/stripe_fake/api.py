"""The part of Stripe's API that a shop with one-off payments asks: routes, parameters, lists, repeats."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable
from typing import Any

from tests.services.stripe_fake.shapes import Thing
from tests.services.stripe_fake.wire import Call, Refusal, known_only, whole_number
from tests.services.stripe_fake.world import VERSION, World

A_DAY = 86_400
SHORTEST, LONGEST = 30 * 60, A_DAY
"""How long a session may stay open."""
LEAST_PENCE, MOST_PENCE = 30, 99_999_999

SESSION_PARAMETERS = frozenset(
    {
        "mode",
        "ui_mode",
        "client_reference_id",
        "success_url",
        "cancel_url",
        "expires_at",
        "allowed_payment_method_types",
        "adaptive_pricing",
        "line_items",
        "metadata",
        "payment_intent_data",
        "customer_email",
        "locale",
        "expand",
        "submit_type",
    }
)
REFUND_PARAMETERS = frozenset({"payment_intent", "amount", "metadata", "reason", "expand"})
LIST_PARAMETERS = frozenset({"limit", "starting_after", "ending_before", "created", "expand"})

EXPANDED = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "balance_transaction": "balance_transaction",
    "charge": "charge",
}

Handler = Callable[["Api", Call, str], Thing]


class Api:
    """Answers calls from a world, each key once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kept: dict[str, tuple[str, int, Thing, int]] = {}

    def answer(self, call: Call) -> tuple[int, Thing, bool]:
        """Status, body, and whether it is the answer that the same key got before."""
        with self.world.lock:
            self.world.expire_overdue()
            if call.version and call.version != VERSION:
                raise Refusal(400, f"Invalid Stripe API version: {call.version}")
            if call.method != "POST" or not call.key:
                return 200, self._do(call), False
            return self._once(call)

    def _once(self, call: Call) -> tuple[int, Thing, bool]:
        print_ = hashlib.sha256(f"{call.method} {call.path}\n{call.raw}".encode()).hexdigest()
        kept = self.kept.get(call.key)
        if kept is not None and kept[3] + A_DAY > self.world.now():
            if kept[0] != print_:
                raise Refusal(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were "
                    f"first used with. Try using a key other than '{call.key}'.",
                    kind="idempotency_error",
                )
            return kept[1], copy.deepcopy(kept[2]), True
        # What is refused before it begins is not remembered, so a mended call may use its key again.
        body = self._do(call)
        self.kept[call.key] = (print_, 200, copy.deepcopy(body), self.world.now())
        return 200, body, False

    def _do(self, call: Call) -> Thing:
        for method, pattern, handler in ROUTES:
            found = re.fullmatch(pattern, call.path)
            if found and method == call.method:
                oid = found.group(1) if found.groups() else ""
                return self._expand(handler(self, call, oid), call.given.get("expand"))
        raise Refusal(404, f"Unrecognized request URL ({call.method}: {call.path}).")

    def _expand(self, thing: Thing, wanted: Any) -> Thing:
        answer = copy.deepcopy(thing)
        for path in wanted or []:
            at = answer
            for name in str(path).split("."):
                if not isinstance(at.get(name), dict):
                    if name not in EXPANDED:
                        message = f"This property cannot be expanded ({path})."
                        raise Refusal(400, message, parameter="expand")
                    if at.get(name) is None:
                        break
                    at[name] = copy.deepcopy(self.world.get(at[name], EXPANDED[name]))
                at = at[name]
        return answer

    # --- Checkout -----------------------------------------------------------------------------

    def create_session(self, call: Call, _id: str) -> Thing:
        """POST /v1/checkout/sessions."""
        given = call.given
        known_only(given, SESSION_PARAMETERS)
        if given.get("mode") != "payment":
            raise Refusal(400, "You must provide a `mode` of payment here.", parameter="mode")
        if given.get("ui_mode", "hosted_page") != "hosted_page":
            raise Refusal(400, "Invalid ui_mode: must be hosted_page here", parameter="ui_mode")
        if not str(given.get("success_url", "")).startswith(("http://", "https://")):
            raise Refusal(400, "Not a valid URL", code="url_invalid", parameter="success_url")
        expires = whole_number(given, "expires_at", default=self.world.now() + LONGEST)
        if not SHORTEST - 60 <= expires - self.world.now() <= LONGEST + 60:
            raise Refusal(
                400,
                "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from "
                "Checkout Session creation.",
                parameter="expires_at",
            )
        amount, currency = self._sum(given.get("line_items"))
        return self.world.open_session(amount=amount, currency=currency, given=given)

    @staticmethod
    def _sum(items: Any) -> tuple[int, str]:
        if not isinstance(items, list) or not items:
            raise Refusal(400, "Missing required param: line_items.", parameter="line_items")
        amount, currencies = 0, set()
        for item in items:
            price = item.get("price_data") or {}
            if not (price.get("product_data") or {}).get("name"):
                raise Refusal(400, "Missing required param: line_items[0][price_data][product_data].")
            currencies.add(str(price.get("currency")))
            amount += whole_number(price, "unit_amount") * whole_number(item, "quantity", default=1)
        if len(currencies) != 1:
            raise Refusal(400, "All prices must have the same currency.", parameter="line_items")
        if not LEAST_PENCE <= amount <= MOST_PENCE:
            message = "The Checkout Session's total amount due must add up to at least £0.30 gbp"
            raise Refusal(400, message, code="amount_too_small")
        return amount, currencies.pop()

    def get_session(self, _call: Call, oid: str) -> Thing:
        """GET /v1/checkout/sessions/ID."""
        return self.world.get(oid, "checkout.session")

    def expire_session(self, _call: Call, oid: str) -> Thing:
        """POST /v1/checkout/sessions/ID/expire."""
        return self.world.expire(oid)

    # --- Money back ---------------------------------------------------------------------------

    def create_refund(self, call: Call, _id: str) -> Thing:
        """POST /v1/refunds."""
        known_only(call.given, REFUND_PARAMETERS)
        given = call.given
        amount = whole_number(given, "amount") if "amount" in given else None
        return self.world.refund(
            intent_id=str(given.get("payment_intent")),
            amount=amount,
            metadata=given.get("metadata") or {},
        )

    # --- Reading ------------------------------------------------------------------------------

    def one(self, call: Call, oid: str) -> Thing:
        """GET of one payment intent, charge, refund, dispute or event."""
        return self.world.get(oid, KIND_OF_FOLDER[call.path.split("/")[2]])

    def many(self, call: Call, _id: str) -> Thing:
        """GET of a list: the newest first, in pages."""
        folder = call.path.removeprefix("/v1/")
        narrowing = NARROWED[folder]
        given = call.given
        known_only(given, LIST_PARAMETERS | narrowing)
        rows = self.world.all(KIND_OF_FOLDER[folder])
        for name in narrowing & given.keys():
            wanted = given[name]
            field = {"types": "type"}.get(name, name)
            rows = [row for row in rows if row.get(field) in (wanted if field == "type" else [wanted])]
        rows = _created(rows, given.get("created"))
        if after := given.get("starting_after"):
            ids = [row["id"] for row in rows]
            if after not in ids:
                raise Refusal(404, f"No such object: '{after}'", code="resource_missing")
            rows = rows[ids.index(after) + 1 :]
        limit = whole_number(given, "limit", default=10)
        if not 1 <= limit <= 100:
            raise Refusal(400, "This value must be between 1 and 100.", parameter="limit")
        return {
            "object": "list",
            "url": f"/v1/{folder}",
            "has_more": len(rows) > limit,
            "data": rows[:limit],
        }


def _created(rows: list[Thing], wanted: Any) -> list[Thing]:
    if not isinstance(wanted, dict):
        return rows
    least, below = wanted.get("gte", wanted.get("gt", 0)), wanted.get("lte", wanted.get("lt", 2**40))
    return [row for row in rows if int(least) <= row["created"] <= int(below)]


KIND_OF_FOLDER = {
    "checkout/sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
    "balance_transactions": "balance_transaction",
}
NARROWED = {
    "checkout/sessions": frozenset({"payment_intent", "status"}),
    "payment_intents": frozenset[str](),
    "charges": frozenset({"payment_intent"}),
    "refunds": frozenset({"payment_intent", "charge"}),
    "disputes": frozenset({"payment_intent", "charge"}),
    "events": frozenset({"type", "types"}),
    "balance_transactions": frozenset({"source", "type"}),
}

FOLDERS = "payment_intents|charges|refunds|disputes|events|balance_transactions"

ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/v1/checkout/sessions", Api.create_session),
    ("GET", "/v1/checkout/sessions", Api.many),
    ("GET", "/v1/checkout/sessions/([^/]+)", Api.get_session),
    ("POST", "/v1/checkout/sessions/([^/]+)/expire", Api.expire_session),
    ("POST", "/v1/refunds", Api.create_refund),
    ("GET", f"/v1/(?:{FOLDERS})", Api.many),
    ("GET", f"/v1/(?:{FOLDERS})/([^/]+)", Api.one),
]
