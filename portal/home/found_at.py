"""Where pages of text are, for those who choose results of the search."""

from __future__ import annotations

import re

from portal.base.addresses import page_at
from search.addresses import Addresses, register

OWN = "accounts|admin|bookings|directory|documents|health|schools|search|static|media|training"
"""First parts of addresses at which no page of text stands."""


def _find(path: str) -> int | None:
    page = page_at(path)
    return page.pk if page else None


def register_addresses() -> None:
    """Called once when the app is ready."""
    register(Addresses("page", re.compile(rf"/(?!(?:{OWN})/)(?:[^/]+/)+"), _find))
