"""Ids as texts that came from elsewhere: a form, an address, a file."""

from __future__ import annotations

from uuid import UUID

LONGEST = 18
"""Digits of the longest id; Python itself refuses to read numbers of thousands."""


def read_id(text: str) -> int | None:
    """The id that ``text`` names; none where that is no number, or longer than any id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def read_uuid(text: str) -> UUID | None:
    """The public id that ``text`` is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
