"""Every address that shows somebody a page, with who sees it: taken from the matrix of access.

A new route has a row there, or the matrix fails; so a new page is visited here by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client

from tests.access.clients import as_role
from tests.access.furniture import Furniture
from tests.access.package_pages import PACKAGE_PAGES
from tests.access.pages import PAGES
from tests.access.routes import own_routes, own_viewsets
from tests.access.screens import ADMIN, RIGHTS, SCREENS

VISITORS = ("nobody",)
PEOPLE = ("senco", "head", "parent", "business", "senco2")
STAFF_ROLES = ("officer", "editor", "moderator", "trainer", "finance", "auditor", ADMIN)

LIKE_ANOTHER = {
    "areas", "phases", "audiences", "levels", "tiers", "resource_types", "access_features",
    "core_standards", "communities",
}  # fmt: skip
"""Word lists whose screens are those of the list of needs, made by the same classes and templates."""

SHOWN = {
    "index",
    "list",
    "inspect",
    "add",
    "edit",
    "copy",
    "cancel",
    "record",
    "substitute",
    "transfer",
    "issue",
    "quote",
    "gap",
    "schedule",
    "credit",
    "pause",
    "close_books",
    "make",
    "post",
    "withdraw",
    "elsewhere",
    "back",
    "sign_off",
    "load",
    "allocate",
    "aside",
    "book",
    "series",
    "delete",
    "usage",
    "history",
}
"""Screens that are whole pages; the others are parts of them, frames or answers to scripts."""


@dataclass(frozen=True)
class Visit:
    """A page, and who opens it."""

    role: str
    address: str


def pages(roles: tuple[str, ...]) -> list[Visit]:
    """The public and personal pages that one of these is the first to see."""
    return list(_pages(roles))


def _pages(roles: tuple[str, ...]) -> Iterator[Visit]:
    clients: dict[str, Client] = {}
    for name, page in (PAGES | PACKAGE_PAGES).items():
        order = (*VISITORS, *PEOPLE, *STAFF_ROLES)
        role = next((role for role in order if page.answers[role] == 200), None)
        if role is None or role not in roles or name.startswith("wagtailadmin_"):
            continue
        client = clients.setdefault(role, as_role(role))
        address = page.address()
        response = client.get(address)
        if response.get("Content-Type", "").startswith("text/html"):
            yield Visit(role, address)


def screens(furnished: Furniture) -> list[Visit]:
    """Our own screens of the admin, as the superuser sees them."""
    return [
        Visit(ADMIN, furnished.address(route))
        for route in own_routes()
        if route.viewset in own_viewsets()
        and route.viewset in SCREENS
        and route.viewset not in LIKE_ANOTHER
        and not route.viewset.endswith("_chooser")
        and route.action in SHOWN
        and route.action in RIGHTS
    ]
