"""Which address of the portal shows which thing that can be found. Apps register theirs in ``ready()``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from search.engine import Hit
from search.kinds import key_of, results
from search.results import Result

MOST_READ = 500


@dataclass(frozen=True)
class Addresses:
    """Where the things of one source are: what their paths look like, and the primary key of what is at one.

    ``find`` need not ask whether the thing is public.
    """

    source: str
    looks_like: re.Pattern[str]
    find: Callable[[str], int | None]


_addresses: dict[str, Addresses] = {}


def register(addresses: Addresses) -> None:
    """Makes known where a source's things are."""
    _addresses[addresses.source] = addresses


def is_of_a_result(path: str) -> bool:
    """Whether something that can be found may stand at ``path``; asks no database."""
    return any(known.looks_like.fullmatch(path) for known in _addresses.values())


def shown_at(address: str) -> Result | None:
    """What everybody finds at an address as people copy it, with or without the portal's name before it."""
    try:
        parts = urlsplit(address.strip()[:MOST_READ])
    except ValueError:
        return None
    path = f"/{unquote(parts.path).strip('/')}/"
    if "\x00" in path:
        return None
    for known in _addresses.values():
        pk = known.find(path) if known.looks_like.fullmatch(path) else None
        if pk is not None and (shown := located([key_of(known.source, pk)])):
            return next(iter(shown.values()))
    return None


def located(keys: Iterable[str]) -> dict[str, Result]:
    """What these documents' keys stand for, by key; what is not public is left out."""
    return {result.key: result for result in results([Hit(key, "") for key in keys])}
