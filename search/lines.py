"""Texts in which staff write one wording a line."""

from __future__ import annotations

from search.words import words_of


def lines_of(text: str) -> list[str]:
    """Its wordings in order, each once whatever its capitals, accents and signs."""
    found: dict[tuple[str, ...], str] = {}
    for line in text.splitlines():
        tidy = " ".join(line.split())
        if tidy:
            found.setdefault(tuple(words_of(tidy)), tidy)
    return list(found.values())


def shortly(text: str, most: int) -> str:
    """Its first wordings in one line: “ehcp, ehc plan and 3 more”."""
    lines = lines_of(text)
    more = f" and {len(lines) - most} more" if len(lines) > most else ""
    return ", ".join(lines[:most]) + more
