"""Where entries are, for those who choose results of the search."""

from __future__ import annotations

import re
from functools import partial

from directory.entries import Entry, Resource, Service
from search.addresses import Addresses, register


def _find(model: type[Entry], path: str) -> int | None:
    named = model.objects.filter(slug=path.split("/")[3])
    return named.values_list("pk", flat=True).first()


def register_addresses() -> None:
    """Called once when the app is ready."""
    for source, model in {"resource": Resource, "service": Service}.items():
        looks = re.compile(rf"/directory/{model.url_kind}/[^/]+/")
        register(Addresses(source, looks, partial(_find, model)))
