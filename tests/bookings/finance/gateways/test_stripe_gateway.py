"""What the gateway says of Stripe's answers, over HTTP, and how it fails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.finance.cards.gateway import CardOrder, CardRefused, CardUnreachable, Stage
from bookings.finance.gateways.stripe_gateway import API_VERSION, StripeGateway
from portal.base import clock
from tests.services.stripe_fake.fixtures import KEY, StripeFake


def order(key: str = "5c1f0f52-3d5c-4c1c-8d75-54b0f9f0c001") -> CardOrder:
    return CardOrder(
        key=f"{key}{clock.now().timestamp()}",
        lines=(("Invoice TEST-KCC-INV-000001", 45_000),),
        expires_at=clock.now() + timedelta(hours=1),
        paid_url="http://127.0.0.1/paid/",
        back_url="http://127.0.0.1/",
    )


def stripe(fake: StripeFake, *, key: str = KEY, seconds: float = 10) -> StripeGateway:
    return StripeGateway(key=key, base=fake.address, seconds=seconds)


def test_a_session_is_read_as_far_as_it_has_come(stripe_fake: StripeFake) -> None:
    gateway, wanted = stripe(stripe_fake), order()
    made = gateway.create(wanted)
    assert (made.stage, made.pence, made.currency, made.live) == (Stage.OPEN, 45_000, "gbp", False)
    assert (made.reference, made.payment_id) == (wanted.key, "")
    assert made.url.startswith(stripe_fake.address)
    stripe_fake.act("pay", session=made.session_id)
    paid = gateway.fetch(made.session_id)
    assert paid.stage == Stage.PAID
    assert paid.paid_at is not None
    assert gateway.session_of(paid.payment_id) == made.session_id
    assert gateway.session_of("pi_other") == ""


def test_ending_a_page_that_was_paid_says_that_it_was_paid(stripe_fake: StripeFake) -> None:
    gateway = stripe(stripe_fake)
    unpaid, paid = gateway.create(order("a")), gateway.create(order("b"))
    stripe_fake.act("pay", session=paid.session_id)
    assert gateway.expire(unpaid.session_id).stage == Stage.EXPIRED
    assert gateway.expire(paid.session_id).stage == Stage.PAID


def test_every_call_names_the_version_that_it_was_written_for(stripe_fake: StripeFake) -> None:
    stripe(stripe_fake).create(order())
    assert {call["version"] for call in stripe_fake.calls()} == {API_VERSION}


def test_a_wrong_key_is_refused_and_asking_again_would_not_help(stripe_fake: StripeFake) -> None:
    with pytest.raises(CardRefused):
        stripe(stripe_fake, key="rk_test_revoked").create(order())
    assert len(stripe_fake.calls()) == 1


@pytest.mark.parametrize("fault", ["500", "lost"])
def test_three_failures_in_a_row_leave_it_open_whether_it_was_done(
    stripe_fake: StripeFake, fault: str
) -> None:
    stripe_fake.act("fault", call="POST", kind=fault, times=3)
    with pytest.raises(CardUnreachable):
        stripe(stripe_fake).create(order())
    assert len(stripe_fake.calls()) == 3


def test_a_stripe_that_is_too_slow_or_not_there_is_unreachable(stripe_fake: StripeFake) -> None:
    stripe_fake.act("fault", call="GET", kind="slow", seconds=3, times=3)
    with pytest.raises(CardUnreachable):
        stripe(stripe_fake, seconds=0.2).fetch("cs_test_1")
    with pytest.raises(CardUnreachable):
        StripeGateway(key=KEY, base="http://127.0.0.1:9").fetch("cs_test_1")
