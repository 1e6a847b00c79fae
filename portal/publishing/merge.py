"""Taking a submission apart into pieces, and putting together what was published with those accepted.

Pure: contents in, contents out. A piece is a field, or one block of a stream field.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from portal.publishing.contents import Content, parsed_stream, words

Block = dict[str, Any]


class Change(Enum):
    """What happened to a piece."""

    CHANGED = "Changed"
    ADDED = "Added"
    REMOVED = "Removed"
    MOVED = "Put in another order"


@dataclass(frozen=True)
class Piece:
    """One thing to tick. ``block`` is the block's id, empty for a field as a whole."""

    field: str
    change: Change
    block: str = ""

    @property
    def key(self) -> str:
        """Its name in the form."""
        part = "order" if self.change is Change.MOVED else self.block
        return f"{self.field}.{part}" if part else self.field


def pieces(before: Content, after: Content) -> list[Piece]:
    """Everything in which ``after`` differs, in the order of its fields."""
    old, new = words(before), words(after)
    found: list[Piece] = []
    for name in new:
        if old.get(name) == new[name]:
            continue
        blocks = _by_blocks(before.get(name), after.get(name))
        if blocks is None:
            found.append(Piece(name, Change.CHANGED))
        else:
            found += _block_pieces(name, *blocks)
    return found


def merged(before: Content, after: Content, accepted: Collection[str]) -> dict[str, Any]:
    """``after`` with every piece that is not accepted as it was ``before``."""
    result = dict(after)
    for name in {piece.field for piece in pieces(before, after)}:
        blocks = _by_blocks(before.get(name), after.get(name))
        if blocks is not None:
            result[name] = json.dumps(_merged_blocks(name, *blocks, accepted))
        elif name not in accepted:
            result[name] = before.get(name)
    return result


def _by_blocks(before: Any, after: Any) -> tuple[list[Block], list[Block]] | None:
    """Both values as blocks with ids of their own; ``None`` where only the whole can be compared."""
    old, new = parsed_stream(before or "[]"), parsed_stream(after or "[]")
    if old is None or new is None:
        return None
    for blocks in (old, new):
        ids = [block.get("id") for block in blocks]
        if not all(ids) or len(set(ids)) < len(ids):
            return None
    return old, new


def _block_pieces(name: str, old: list[Block], new: list[Block]) -> list[Piece]:
    was = {block["id"]: block for block in old}
    now = {block["id"]: block for block in new}
    found = []
    for key, block in now.items():
        if key not in was:
            found.append(Piece(name, Change.ADDED, key))
        elif was[key] != block:
            found.append(Piece(name, Change.CHANGED, key))
    found += [Piece(name, Change.REMOVED, key) for key in was if key not in now]
    if [key for key in was if key in now] != [key for key in now if key in was]:
        found.append(Piece(name, Change.MOVED))
    return found


def _merged_blocks(
    name: str, old: list[Block], new: list[Block], accepted: Collection[str]
) -> list[Block]:
    was = {block["id"]: block for block in old}
    now = {block["id"]: block for block in new}

    def taken(key: str) -> bool:
        return f"{name}.{key}" in accepted

    kept = {key for key in was if key in now or not taken(key)}
    kept |= {key for key in now if key not in was and taken(key)}
    moved = [key for key in was if key in now] != [key for key in now if key in was]
    orders = (list(was), list(now)) if moved and not taken("order") else (list(now), list(was))
    order = _in_order([key for key in orders[0] if key in kept], orders[1], kept)
    return [now[key] if key in now and (key not in was or taken(key)) else was[key] for key in order]


def _in_order(placed: list[str], other: Sequence[str], kept: Collection[str]) -> list[str]:
    """``placed`` with what only ``other`` knows, each behind the neighbour that it has there."""
    previous: str | None = None
    for key in other:
        if key in kept and key not in placed:
            placed.insert(placed.index(previous) + 1 if previous in placed else 0, key)
        if key in placed:
            previous = key
    return placed
