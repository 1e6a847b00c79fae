"""Where pages of text are, for those who choose results of the search."""

from __future__ import annotations

import re
from typing import Any

from wagtail.models import Page

from portal.base.addresses import address, page_at
from portal.home.models import IndexPage, StandardPage
from search.addresses import Addresses, Shown, register

OWN = "accounts|admin|bookings|directory|documents|health|schools|search|static|media|training"
"""First parts of addresses at which no page of text stands."""


def _pages() -> Any:
    return Page.objects.type(StandardPage, IndexPage).live().public()


def _find(path: str) -> Shown | None:
    page = page_at(path)
    found = _pages().filter(pk=page.pk).first() if page else None
    return Shown(f"page:{found.pk}", found.title) if found else None


def _locate(pk: int) -> tuple[Shown, str] | None:
    found = _pages().filter(pk=pk).first()
    return (Shown(f"page:{pk}", found.title), address(found)) if found else None


def register_addresses() -> None:
    """Called once when the app is ready."""
    register(Addresses("page", re.compile(rf"/(?!(?:{OWN})/)(?:[^/]+/)+"), _find, _locate))
