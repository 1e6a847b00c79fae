"""Text and searches are cut into the same words."""

from __future__ import annotations

import pytest

from search.words import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t use R&D, José!", ["dont", "use", "r", "and", "d", "jose"]),
        (
            "Sensory-friendly 11–16s at example.org",
            ["sensory", "friendly", "11", "16s", "at", "example", "org"],
        ),
        ("snake_case and FULL CAPS", ["snake", "case", "and", "full", "caps"]),
        ("Çelik, Ångström, Straße, Łódź", ["celik", "angstrom", "strasse", "lodz"]),
        ("\u200b(((( *  ", []),
    ],
)
def test_words_are_plain(text: str, words: list[str]) -> None:
    assert words_of(text) == words
