"""All routes of the URLconf, found by walking it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.viewsets import viewsets

OWN = ("portal.", "search.", "directory.", "training.", "bookings.", "parents.")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address pattern: its full name (or its pattern, when nameless) and the view's home."""

    name: str
    pattern: str
    module: str
    exempt: bool = False
    """Whether Django's own check of the token against forged forms is switched off for it."""

    @property
    def viewset(self) -> str:
        """The namespace of the admin screens it belongs to; empty elsewhere."""
        return self.name.rsplit(":", 1)[0] if ":" in self.name else ""

    @property
    def action(self) -> str:
        """The last part of the name, e.g. ``edit``."""
        return self.name.rsplit(":", 1)[-1]

    @property
    def parameters(self) -> list[str]:
        """The names of what stands in the address."""
        return [plain or inside for plain, inside in PARAMETER.findall(self.pattern)]


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str = "", prefix: str = ""
) -> Iterator[Route]:
    for entry in patterns:
        where = prefix + re.sub(r"[\^$]", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, where)
            continue
        view = getattr(entry.callback, "view_class", entry.callback)
        module = getattr(view, "__module__", "")
        name = f"{namespace}{entry.name}" if entry.name else where
        yield Route(name, where, module, getattr(entry.callback, "csrf_exempt", False))


@cache
def all_routes() -> tuple[Route, ...]:
    """Every route there is, Wagtail's and other packages' included."""
    return tuple(_walk(get_resolver().url_patterns))


def own_viewsets() -> dict[str, Any]:
    """The admin screens that this project registers, by the namespace of their addresses."""
    all_routes()  # reading the URLconf registers them
    return {
        viewset.url_namespace: viewset
        for viewset in viewsets.viewsets
        if type(viewset).__module__.startswith(OWN)
    }


def own_routes() -> list[Route]:
    """Every route whose view is ours, or that belongs to an admin screen of ours."""
    return [route for route in all_routes() if is_own(route)]


def side_routes() -> list[Route]:
    """Every other route: those that came with a package."""
    return [route for route in all_routes() if not is_own(route)]


def is_own(route: Route) -> bool:
    """Whether a route's view is ours, or belongs to an admin screen of ours."""
    return route.module.startswith(OWN) or route.viewset in own_viewsets()
