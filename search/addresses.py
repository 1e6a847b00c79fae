"""Which address of the portal shows which thing that can be found. Apps register theirs in ``ready()``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MOST_READ = 500


@dataclass(frozen=True)
class Shown:
    """Something at an address of the portal. ``key`` is its document's."""

    key: str
    title: str


@dataclass(frozen=True)
class Addresses:
    """Where the things of one source are: what their paths look like, and which is at a path.

    ``find`` gives published things only. ``locate`` is its opposite: what a primary key shows and where,
    or ``None`` if nothing is public there.
    """

    source: str
    looks_like: re.Pattern[str]
    find: Callable[[str], Shown | None]
    locate: Callable[[int], tuple[Shown, str] | None]


_addresses: dict[str, Addresses] = {}


def register(addresses: Addresses) -> None:
    """Makes known where a source's things are."""
    _addresses[addresses.source] = addresses


def is_of_a_result(path: str) -> bool:
    """Whether something that can be found may stand at ``path``; asks no database."""
    return any(known.looks_like.fullmatch(path) for known in _addresses.values())


def shown_at(address: str) -> Shown | None:
    """What is at an address as people copy it, with or without the portal's name before it."""
    path = unquote(urlsplit(address.strip()[:MOST_READ]).path)
    path = f"/{path.strip('/')}/"
    if "\x00" in path:
        return None
    for known in _addresses.values():
        if known.looks_like.fullmatch(path) and (shown := known.find(path)):
            return shown
    return None


def located(key: str) -> tuple[Shown, str] | None:
    """What a document's key stands for and its path; nothing if it is not public."""
    source, _, pk = key.partition(":")
    if source not in _addresses or not pk.isdecimal():
        return None
    return _addresses[source].locate(int(pk))
