"""The last rows of a download: what its reader adds up again, and where the ledger stood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bookings.finance.ledger.cuts import Cut

CONTROL = "Control"
"""Begins each such row, so that a program can tell it from the others."""


def control_rows(*, number: int, totals: Sequence[tuple[str, Any]], end: Cut) -> list[list[Any]]:
    """How many rows there are, the sum of each column of money, and each ledger's last entry with its hash."""
    return [
        [CONTROL, "Rows", number],
        *([CONTROL, f"Sum of “{name}”", value] for name, value in totals),
        *(
            row
            for one in end.ends
            for row in (
                [CONTROL, f"Last entry of {one.issuer}", one.position],
                [CONTROL, f"Its hash in the ledger of {one.issuer}", one.head],
            )
        ),
    ]
