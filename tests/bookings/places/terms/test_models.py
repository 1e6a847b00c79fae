"""A charge says to each reader what they may know of it."""

from __future__ import annotations

import pytest

from bookings.places.terms.models import ProposedCharge


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("proposed", "£30 may be charged. We look at it and tell you."),
        ("confirmed", "£30 is charged."),
        ("waived", "nothing is charged."),
        (
            "again",
            "£30 was charged. The register was corrected since, so we look at it again and tell you.",
        ),
    ],
)
def test_who_booked_reads_what_became_of_a_charge_and_not_why(state: str, said: str) -> None:
    charge = ProposedCharge(pence=3000, state=state, reason="Written by staff for staff")
    assert charge.words_for_booker == said
