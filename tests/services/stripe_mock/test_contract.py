"""Each request that our code makes is one that Stripe knows, and the stand-in answers in Stripe's shapes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.finance.cards.gateway import CardOrder
from bookings.finance.gateways.stripe_gateway import StripeGateway
from portal.base import clock
from tests.services.stripe_fake.fixtures import KEY, StripeFake
from tests.services.stripe_mock.fixtures import StripeMock

KINDS = (
    "checkout.session",
    "payment_intent",
    "charge",
    "balance_transaction",
    "refund",
    "dispute",
    "event",
)


def ask_everything(fake: StripeFake) -> None:
    """Every call of the gateway, on every way that a payment can go."""
    gateway, now = StripeGateway(key=KEY, base=fake.address), clock.now()

    def opened(key: str) -> str:
        order = CardOrder(
            key=f"{key}-{now.timestamp()}",
            lines=(("Invoice TEST-KCC-INV-000001", 30_000), ("Invoice TEST-KCC-INV-000002", 15_000)),
            expires_at=now + timedelta(hours=1),
            paid_url="https://portal.example/bookings/invoices/paid/?session_id={CHECKOUT_SESSION_ID}",
            back_url="https://portal.example/bookings/invoices/",
        )
        return gateway.create(order).session_id

    gateway.expire(opened("expired"))
    late = opened("late")
    fake.act("pay", session=late, later=True)
    gateway.fetch(late)
    fake.act("settle", session=late)
    paid = opened("paid")
    fake.act("pay", session=paid)
    payment = gateway.fetch(paid).payment_id
    gateway.session_of(payment)
    refund = gateway.refund(payment_id=payment, pence=1_000, key=f"refund-{now.timestamp()}")
    fake.act("fail-refund", refund=refund.refund_id)
    dispute = fake.act("dispute", payment_intent=payment)
    fake.act("close-dispute", dispute=dispute["id"], won=True)
    fake.act("dispute", payment_intent=payment, inquiry=True)
    gateway.fetch(paid)
    gateway.changes_since(now - timedelta(days=1))


def test_stripe_knows_every_request_that_we_make(
    stripe_fake: StripeFake, stripe_mock: StripeMock
) -> None:
    ask_everything(stripe_fake)
    calls = stripe_fake.calls()
    asked = {f"{call['method']} {call['path'].split('/cs_')[0]}" for call in calls}
    assert {
        "POST /v1/checkout/sessions",
        "GET /v1/checkout/sessions",
        "POST /v1/refunds",
        "GET /v1/refunds",
        "GET /v1/disputes",
        "GET /v1/events",
    } <= asked
    assert [refusal for call in calls if (refusal := stripe_mock.refusal(call))] == []


@pytest.mark.parametrize(
    "body",
    [
        "mode=payment&payment_method_types[0]=card",
        "mode=payment&ui_mode=hosted",
        "mode=payment&line_items[0][price_data][currency]=gbp&colour=red",
    ],
)
def test_a_request_that_stripe_does_not_know_is_refused(stripe_mock: StripeMock, body: str) -> None:
    call: dict[str, Any] = {"method": "POST", "path": "/v1/checkout/sessions", "body": body}
    assert stripe_mock.refusal(call)


@pytest.mark.parametrize("kind", KINDS)
def test_the_stand_in_answers_as_stripe_describes_it(
    stripe_fake: StripeFake, stripe_mock: StripeMock, kind: str
) -> None:
    ask_everything(stripe_fake)
    found = stripe_fake.objects(kind)
    assert found
    assert [fault for thing in found for fault in stripe_mock.schemas.faults(kind, thing)] == []


def test_a_wrong_answer_would_be_found(stripe_mock: StripeMock) -> None:
    faults = stripe_mock.schemas.faults("refund", {"id": 7, "status": "done", "colour": "red"})
    assert {
        "refund.id is no string",
        "refund.amount is missing",
        "refund.colour is not known",
    } <= set(faults)
