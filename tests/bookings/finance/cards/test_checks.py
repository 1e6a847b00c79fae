"""A public portal takes real money or none, and tells no live key to anybody but Stripe."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from bookings.finance.cards.checks import check_keys
from portal.settings.env import STRIPE, card_pages, card_test


def ids(settings: Any, **given: Any) -> list[str]:
    for name, value in given.items():
        setattr(settings, name, value)
    return [str(found.id) for found in check_keys()]


def test_without_keys_there_is_nothing_to_say(settings: Any) -> None:
    assert ids(settings, STRIPE_API_KEY="") == []


def test_a_test_key_is_refused_unless_it_is_meant(settings: Any) -> None:
    test = {"STRIPE_API_KEY": "rk_test_1", "CARD_TEST": True, "STRIPE_WEBHOOK_SECRETS": ["whsec_1"]}
    assert ids(settings, **test) == ["finance.E001"]
    assert ids(settings, **test, ALLOW_TEST_PAYMENTS=True) == []


def test_a_key_without_a_secret_and_one_that_may_do_everything_are_named(settings: Any) -> None:
    live = {"STRIPE_API_KEY": "sk_live_1", "CARD_TEST": False, "STRIPE_WEBHOOK_SECRETS": []}
    assert ids(settings, **live) == ["finance.E002", "finance.W001"]


def test_a_live_key_is_told_to_stripe_alone() -> None:
    assert card_test("rk_live_1", STRIPE) is False
    with pytest.raises(ImproperlyConfigured, match="only told to Stripe"):
        card_test("rk_live_1", "http://127.0.0.1:12999")


def test_a_test_key_is_a_test_wherever_it_is_told() -> None:
    assert card_test("rk_test_1", STRIPE)
    assert card_test("rk_test_1", "http://127.0.0.1:12999")
    assert card_test("", STRIPE) is False


def test_what_is_no_key_is_said_at_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="begins with rk_live_"):
        card_test("whsec_1", STRIPE)


def test_a_browser_may_go_to_the_page_that_takes_cards_and_to_no_other() -> None:
    assert card_pages("", STRIPE) == []
    assert card_pages("rk_live_1", STRIPE) == ["https://checkout.stripe.com"]
    assert card_pages("rk_test_1", "http://127.0.0.1:12999") == ["http://127.0.0.1:12999"]
