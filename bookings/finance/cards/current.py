"""The gateway that this portal was given keys for, if any."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from bookings.finance.cards.gateway import CardGateway


def takes_cards() -> bool:
    """Whether schools can pay by card here. Without keys everything else works."""
    return bool(settings.STRIPE_API_KEY)


def gateway() -> CardGateway | None:
    """Stripe, or None without keys."""
    if not takes_cards():
        return None
    return _stripe(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _stripe(key: str, base: str) -> CardGateway:
    # Stripe's package is large, and a portal without keys never needs it.
    from bookings.finance.gateways.stripe_gateway import StripeGateway

    return StripeGateway(key=key, base=base)
