"""Terms as staff enter them."""

from __future__ import annotations

from typing import Any

from bookings.places.terms.models import Offering, Terms
from bookings.places.terms.services import save_terms
from tests.factories.accounts import UserFactory


def make_terms(offering: str = Offering.FUNDED, **given: Any) -> Terms:
    """The county's rules for funded places, unless other figures are given; in force at once."""
    figures = {
        "free_until_days": 8,
        "late_pence": 3000,
        "no_show_pence": 3000,
        "substitution_hours": 48,
        "waivers": "An Ofsted visit\nIllness",
    }
    return save_terms(terms=Terms(offering=offering, **{**figures, **given}), by=UserFactory())
