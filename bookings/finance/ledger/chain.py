"""The chain that makes a changed ledger show: each entry's hash covers its own facts and the entry before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

BEGINNING = "0" * 64
"""What the first entry of a ledger hangs on."""

SEPARATOR = "\x1f"
"""Stands in no fact, so that no two lists of facts read alike."""

Facts = tuple[object, ...]


@dataclass(frozen=True)
class Verdict:
    """``number`` entries hold together; ``broken_at`` is the position of the first that does not, 0 for none."""

    number: int
    broken_at: int
    head: str

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, taken out or put in."""
        return not self.broken_at


def link(before: str, facts: Facts) -> str:
    """The hash of an entry with these facts, hung on the entry ``before``."""
    text = SEPARATOR.join(map(str, (before, *facts)))
    return hashlib.sha256(text.encode()).hexdigest()


def follow(entries: Iterable[tuple[int, str, Facts]]) -> Verdict:
    """Walks ``(position, hash, facts)`` in order of positions, which count from 1 without a gap."""
    head, number = BEGINNING, 0
    for position, written, facts in entries:
        head = link(head, facts)
        if position != number + 1 or written != head:
            return Verdict(number, position, head)
        number += 1
    return Verdict(number, 0, head)
