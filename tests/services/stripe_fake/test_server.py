"""The stand-in behaves as Stripe does, judged by Stripe's own library over HTTP."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import stripe

from tests.services.stripe_fake.fixtures import KEY, OLD_SECRET, SECRET, StripeFake
from tests.services.stripe_fake.world import VERSION

HALF_AN_HOUR = 1_800


def client(fake: StripeFake, *, key: str = KEY, timeout: float = 10, retries: int = 2) -> Any:
    return stripe.StripeClient(
        key,
        base_addresses={"api": fake.address},
        stripe_version=VERSION,
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


def wanted(fake: StripeFake, **changed: Any) -> dict[str, Any]:
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "client_reference_id": "ATT-7",
        "success_url": "http://127.0.0.1/ok?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1/no",
        "expires_at": fake.act("clock")["now"] + 3_600,
        "allowed_payment_method_types": ["card"],
        "adaptive_pricing": {"enabled": False},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "gbp",
                    "unit_amount": 45_000,
                    "product_data": {"name": "Invoice TEST-KCC-INV-000123"},
                },
            }
        ],
        "metadata": {"attempt": "7"},
        "payment_intent_data": {"metadata": {"attempt": "7"}},
        **changed,
    }


def opened(fake: StripeFake, key: str = "k-1") -> Any:
    return client(fake).v1.checkout.sessions.create(
        wanted(fake), {"idempotency_key": f"{key}-{time.time()}"}
    )


def paid(fake: StripeFake, **how: Any) -> Any:
    session = opened(fake)
    fake.act("pay", session=session.id, **how)
    return client(fake).v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )


def verified(body: bytes, header: str, secret: str = SECRET) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body.decode(), header, secret, 300)
    except stripe.SignatureVerificationError:
        return False
    return True


def test_a_session_is_open_and_unpaid_until_somebody_pays(stripe_fake: StripeFake) -> None:
    session = opened(stripe_fake)
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 45_000)
    assert session.payment_intent is None
    assert session.metadata.to_dict() == {"attempt": "7"}
    done = paid(stripe_fake)
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    charge = done.payment_intent.latest_charge
    assert (charge.status, charge.balance_transaction.amount) == ("succeeded", 45_000)
    assert charge.metadata.to_dict() == {"attempt": "7"}


def test_the_same_key_gives_the_same_session_and_says_so(stripe_fake: StripeFake) -> None:
    body, key = wanted(stripe_fake), {"idempotency_key": f"same-{time.time()}"}
    sessions = client(stripe_fake).v1.checkout.sessions
    first, second = sessions.create(body, key), sessions.create(body, key)
    assert first.id == second.id
    assert "idempotent-replayed" not in {name.lower() for name in first.last_response.headers}
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(stripe_fake.objects("checkout.session")) == 1


def test_the_same_key_with_another_body_is_refused(stripe_fake: StripeFake) -> None:
    key = {"idempotency_key": f"other-{time.time()}"}
    client(stripe_fake).v1.checkout.sessions.create(wanted(stripe_fake), key)
    changed = wanted(stripe_fake, client_reference_id="ATT-8")
    with pytest.raises(stripe.IdempotencyError):
        client(stripe_fake).v1.checkout.sessions.create(changed, key)


def test_a_reply_that_is_lost_is_asked_for_again_and_makes_one_session(stripe_fake: StripeFake) -> None:
    stripe_fake.act("fault", call="POST /v1/checkout/sessions", kind="lost")
    session = opened(stripe_fake)
    assert [one["id"] for one in stripe_fake.objects("checkout.session")] == [session.id]
    assert len(stripe_fake.calls("POST /v1/checkout/sessions")) == 2


def test_an_error_of_stripe_is_tried_again(stripe_fake: StripeFake) -> None:
    stripe_fake.act("fault", call="POST /v1/checkout/sessions", kind="500", times=2)
    assert opened(stripe_fake).status == "open"


def test_an_answer_that_takes_too_long_is_an_error(stripe_fake: StripeFake) -> None:
    stripe_fake.act("fault", call="POST /v1/checkout/sessions", kind="slow", seconds=3)
    sessions = client(stripe_fake, timeout=0.5, retries=0).v1.checkout.sessions
    with pytest.raises(stripe.APIConnectionError):
        sessions.create(wanted(stripe_fake))


@pytest.mark.parametrize(
    "changed",
    [
        {"payment_method_types": ["card"]},
        {"ui_mode": "hosted"},
        {"line_items": []},
        {"expires_at": 1},
        {"success_url": "nowhere"},
    ],
)
def test_what_this_version_does_not_know_is_refused(
    stripe_fake: StripeFake, changed: dict[str, Any]
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client(stripe_fake).v1.checkout.sessions.create(wanted(stripe_fake, **changed))


def test_what_is_not_there_is_not_found_and_a_wrong_key_opens_nothing(stripe_fake: StripeFake) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client(stripe_fake).v1.checkout.sessions.retrieve("cs_test_gone")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.AuthenticationError):
        client(stripe_fake, key="rk_test_other").v1.checkout.sessions.retrieve("cs_test_gone")


def test_a_session_expires_by_the_clock_or_when_asked_and_never_once_it_is_paid(
    stripe_fake: StripeFake,
) -> None:
    sessions = client(stripe_fake).v1.checkout.sessions
    by_clock, asked, done = opened(stripe_fake, "a"), opened(stripe_fake, "b"), opened(stripe_fake, "c")
    assert sessions.expire(asked.id).status == "expired"
    stripe_fake.act("pay", session=done.id)
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        sessions.expire(done.id)
    stripe_fake.act("clock", seconds=2 * HALF_AN_HOUR + 1)
    assert sessions.retrieve(by_clock.id).status == "expired"


def test_what_settles_later_is_complete_and_unpaid_until_then(stripe_fake: StripeFake) -> None:
    session = paid(stripe_fake, later=True)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert session.payment_intent.latest_charge.balance_transaction is None
    stripe_fake.act("clock", seconds=4 * 86_400)
    stripe_fake.act("settle", session=session.id)
    kinds = [event["type"] for event in stripe_fake.objects("event")]
    assert "checkout.session.async_payment_succeeded" in kinds


def test_no_more_is_given_back_than_was_paid(stripe_fake: StripeFake) -> None:
    intent = paid(stripe_fake).payment_intent.id
    refunds = client(stripe_fake).v1.refunds
    given = refunds.create({"payment_intent": intent, "amount": 10_000})
    assert (given.status, given.amount) == ("succeeded", 10_000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        refunds.create({"payment_intent": intent, "amount": 35_001})
    stripe_fake.act("fail-refund", refund=given.id)
    assert refunds.create({"payment_intent": intent, "amount": 45_000}).amount == 45_000
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        refunds.create({"payment_intent": intent})


def test_a_dispute_takes_the_money_and_an_inquiry_does_not(stripe_fake: StripeFake) -> None:
    intent = paid(stripe_fake).payment_intent.id
    taken = stripe_fake.act("dispute", payment_intent=intent)
    asked = stripe_fake.act("dispute", payment_intent=intent, inquiry=True)
    assert [len(one["balance_transactions"]) for one in (taken, asked)] == [1, 0]
    assert stripe_fake.act("close-dispute", dispute=taken["id"], won=True)["status"] == "won"
    found = client(stripe_fake).v1.disputes.list({"payment_intent": intent}).data
    assert [one.id for one in found] == [asked["id"], taken["id"]]


def test_lists_come_in_pages_the_newest_first(stripe_fake: StripeFake) -> None:
    ids = [opened(stripe_fake, str(at)).id for at in range(5)]
    pages = client(stripe_fake).v1.checkout.sessions.list({"limit": 2})
    assert [one.id for one in pages.auto_paging_iter()] == ids[::-1]


def test_deliveries_are_signed_so_that_stripes_library_believes_them(stripe_fake: StripeFake) -> None:
    paid(stripe_fake)
    kinds = ["checkout.session.completed"]
    [(body, header)] = stripe_fake.signed(types=kinds)
    assert verified(body, header)
    assert json.loads(body)["data"]["object"]["payment_status"] == "paid"
    assert not verified(body, header, "whsec_wrong")
    assert not verified(*stripe_fake.signed(types=kinds, mutate=True)[0])
    assert not verified(*stripe_fake.signed(types=kinds, timestamp=-305)[0])
    both = stripe_fake.signed(types=kinds, secrets=[SECRET, OLD_SECRET])[0]
    assert verified(*both)
    assert verified(*both, OLD_SECRET)


def test_deliveries_come_reversed_repeated_and_changed_as_asked(stripe_fake: StripeFake) -> None:
    paid(stripe_fake)
    forward = [json.loads(body)["id"] for body, _header in stripe_fake.signed()]
    again = [json.loads(body)["id"] for body, _header in stripe_fake.signed(order="reversed", times=2)]
    assert again == [one for one in reversed(forward) for _turn in range(2)]
    [(body, header)] = stripe_fake.signed(
        types=["checkout.session.completed"], change={"data.object.amount_total": 1, "livemode": True}
    )
    assert verified(body, header)
    assert json.loads(body)["livemode"] is True
