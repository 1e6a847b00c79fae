"""Words that cannot be the last part of an address, as the portal itself answers there.

They are read from the URLconf and from routable pages, so that a new route needs no list to be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from wagtail.models import Page

from portal.base.addresses import address

AGREED = frozenset({"api", "certificates", "payments", "sitemap"})
"""First words that others were promised and that no route of ours answers yet."""

Route = tuple[str | None, ...]
"""The parts of an address that a route answers; ``None`` stands for any word."""

LITERAL = re.compile(r"^[\w.\-]+$")


def reserved_reason(*, slug: str, above: str) -> str:
    """Why nothing below the address ``above`` can be called ``slug``; empty when it can."""
    word = slug.lower()
    parts = [part for part in above.lower().split("/") if part]
    taken = _is_routed([*parts, word]) or (not parts and word in AGREED)
    if not taken:
        return ""
    return (
        f"The address {above.rstrip('/')}/{slug}/ belongs to the portal itself. "
        f"Choose another, e.g. “about-{slug}”."
    )


def reserved_below_page(*, slug: str, parent: Page) -> str:
    """The same for a page below ``parent``, whose type may have routes of its own."""
    if parent.depth < 2:
        return ""
    above = address(parent)
    reason = reserved_reason(slug=slug, above=above)
    if reason or slug.lower() not in _own_routes(parent.specific_class):
        return reason
    return (
        f"“{parent.title}” shows something of its own at {above}{slug}/. "
        f"Choose another, e.g. “about-{slug}”."
    )


def _own_routes(page_type: Any) -> set[str]:
    """First words of the subroutes of a routable page."""
    patterns = getattr(page_type, "get_subpage_urls", list)()
    return {route[0] for route in _walk(patterns, "") if route and route[0]}


def _is_routed(parts: Sequence[str]) -> bool:
    """Whether a route answers at this address or below it; its last word has to be the route's own."""
    last = len(parts) - 1
    return any(
        len(route) > last
        and route[last] == parts[last]
        and all(word in (None, part) for word, part in zip(route, parts, strict=False))
        for route in _routes(settings.ROOT_URLCONF)
    )


@lru_cache(maxsize=4)
def _routes(urlconf: str) -> frozenset[Route]:
    files = (settings.STATIC_URL, settings.MEDIA_URL)
    own = {tuple(part for part in url.split("/") if part) for url in files if url.startswith("/")}
    return frozenset(_walk(get_resolver(urlconf).url_patterns, "")) | own


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for entry in patterns:
        where = before + _plain(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, where)
        else:
            yield tuple(part.lower() if part and LITERAL.match(part) else None for part in _split(where))


def _plain(pattern: Any) -> str:
    """The pattern with each variable part as “<>”. What follows a group of a regular expression that
    spans several parts is unknown, and so is any of Wagtail's tree of pages."""
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<[^>]*>", "<>", str(pattern))
    text = str(pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    while (start := text.find("(")) >= 0:
        end = _closing(text, start)
        group = text[start:end]
        if "/" in group:
            return text[:start]
        text = f"{text[:start]}<>{text[end:].lstrip('?*+')}"
    return text.replace("\\", "")


def _closing(text: str, start: int) -> int:
    depth = 0
    for number in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[number], 0)
        if depth == 0:
            return number + 1
    return len(text)


def _split(where: str) -> list[str]:
    return [part for part in where.split("/") if part]
