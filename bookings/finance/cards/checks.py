"""What ``manage.py check --deploy`` says of the keys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice


def register_checks() -> None:
    """Called once, when the apps are ready."""
    register(Tags.security, deploy=True)(check_keys)


def check_keys(**_context: Any) -> list[CheckMessage]:
    """A public portal takes real money or none; Stripe's messages can be believed; a stolen key does little."""
    if not settings.STRIPE_API_KEY:
        return []
    found: list[CheckMessage] = []
    if settings.CARD_TEST and not settings.ALLOW_TEST_PAYMENTS:
        found.append(
            Error(
                "STRIPE_API_KEY is a test key: no invoice would be real.",
                hint="Use a live key, or say ALLOW_TEST_PAYMENTS=true if it is meant.",
                id="finance.E001",
            )
        )
    if not settings.STRIPE_WEBHOOK_SECRETS:
        found.append(
            Error(
                "STRIPE_WEBHOOK_SECRETS is empty: no message of Stripe’s could be believed.",
                hint="Copy the secret of the endpoint from Stripe’s dashboard.",
                id="finance.E002",
            )
        )
    if settings.STRIPE_API_KEY.startswith("sk_"):
        found.append(
            Advice(
                "STRIPE_API_KEY may do everything at Stripe.",
                hint="Make a restricted key (rk_); .env.example says what it has to be allowed.",
                id="finance.W001",
            )
        )
    return found
