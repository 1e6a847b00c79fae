"""Where entries are, for those who choose results of the search."""

from __future__ import annotations

import re
from functools import partial

from directory.entries import Entry, Resource, Service
from search.addresses import Addresses, Shown, register


def _find(model: type[Entry], source: str, path: str) -> Shown | None:
    found = model.objects.live().filter(slug=path.split("/")[3]).first()
    return Shown(f"{source}:{found.pk}", found.title) if found else None


def _locate(model: type[Entry], source: str, pk: int) -> tuple[Shown, str] | None:
    found = model.objects.live().filter(pk=pk).first()
    return (Shown(f"{source}:{pk}", found.title), found.href) if found else None


def register_addresses() -> None:
    """Called once when the app is ready."""
    for source, model in {"resource": Resource, "service": Service}.items():
        looks = re.compile(rf"/directory/{model.url_kind}/[^/]+/")
        register(
            Addresses(source, looks, partial(_find, model, source), partial(_locate, model, source))
        )
