"""The words of a page's body, without markup and without asking the database for what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

NOT_WORDS = frozenset({"id", "type", "url", "page", "image", "document", "decorative", "document-link"})
"""Parts of a stored block that name something or lead somewhere and say nothing."""
TAG = re.compile(r"<[^>]*>")


def without_markup(html: str) -> str:
    """The words of rich text, with a space where an element ends."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


def words_of_stream(stream: Any) -> str:
    """The words of a stream of blocks, read from how it is stored: pictures and pages stay unread."""
    raw = getattr(stream, "raw_data", None) or ()
    parts = (text for block in raw for text in _texts(block["value"]))
    return " ".join(part for part in map(without_markup, parts) if part)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NOT_WORDS:
                yield from _texts(part)
    elif isinstance(value, Iterable):
        for part in value:
            yield from _texts(part)
