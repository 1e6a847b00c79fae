"""What Stripe's objects look like, as far as anybody reads them; the contract test holds them against its schemas."""

from __future__ import annotations

from typing import Any

Thing = dict[str, Any]


def checkout_session(*, oid: str, url: str, amount: int, currency: str, at: int, given: Thing) -> Thing:
    """A session that waits for its payer."""
    return {
        "id": oid,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "created": at,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_details": None,
        "customer_email": given.get("customer_email"),
        "expires_at": int(given.get("expires_at") or at + 86_400),
        "livemode": False,
        "metadata": given.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": list(given.get("allowed_payment_method_types") or ["card"]),
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "success_url": given.get("success_url"),
        "ui_mode": "hosted_page",
        "url": url,
    }


def payment_intent(*, oid: str, session: Thing, metadata: Thing, at: int) -> Thing:
    """What the payer agreed to."""
    return {
        "id": oid,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": at,
        "currency": session["currency"],
        "customer": None,
        "description": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata,
        "status": "processing",
    }


def charge(*, oid: str, intent: Thing, at: int) -> Thing:
    """Money taken from the payer; ``pending`` until it is settled."""
    nowhere = dict.fromkeys(["city", "country", "line1", "line2", "postal_code", "state"])
    return {
        "id": oid,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {
            "address": nowhere,
            "email": "payer@example.org",
            "name": "A Payer",
            "phone": None,
            "tax_id": None,
        },
        "captured": True,
        "created": at,
        "currency": intent["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": False,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": "pending",
    }


def balance_transaction(*, oid: str, kind: str, source: str, amount: int, fee: int, at: int) -> Thing:
    """What moved in the balance at Stripe."""
    return {
        "id": oid,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": at,
        "balance_type": "payments",
        "created": at,
        "currency": "gbp",
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source,
        "status": "available",
        "type": kind,
    }


def refund(*, oid: str, charge: Thing, amount: int, metadata: Thing, at: int) -> Thing:
    """Money on its way back."""
    return {
        "id": oid,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": at,
        "currency": charge["currency"],
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "receipt_number": None,
        "status": "succeeded",
    }


EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def dispute(*, oid: str, charge: Thing, amount: int, status: str, at: int) -> Thing:
    """A payer's bank asks for the money back."""
    return {
        "id": oid,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": at,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": at + 7 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "product_not_received",
        "status": status,
    }


def event(*, oid: str, kind: str, thing: Thing, version: str, at: int) -> Thing:
    """That something happened, with the thing as it was then."""
    return {
        "id": oid,
        "object": "event",
        "api_version": version,
        "created": at,
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
