"""A question taken apart: its words, where they stand in what was typed, and which carry meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.understanding.normal import LONGEST, MOST_WORDS, STOP_WORDS, TOGETHER, plain
from search.words import APOSTROPHES, words_of

SAID = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*|&")
_LONGEST_TOGETHER = max(map(len, TOGETHER))
SHORT_FORM = 2


@dataclass(frozen=True)
class Token:
    """A normalised word and where it stands. ``alike`` is the word that it is looked up by."""

    word: str
    start: int
    end: int
    alike: str
    shouted: bool = False
    """In capitals within a text that is not: an abbreviation, whatever word it looks like."""

    @property
    def meaning(self) -> bool:
        """Whether it carries meaning of its own."""
        return self.alike not in STOP_WORDS or self.shouted


@dataclass(frozen=True)
class Question:
    """``text`` is what is read of what was typed; ``shortened`` says that there was more."""

    text: str
    tokens: tuple[Token, ...]
    shortened: bool = False

    @property
    def asked(self) -> tuple[Token, ...]:
        """The words that carry meaning; all of them if none does."""
        return tuple(token for token in self.tokens if token.meaning) or self.tokens

    def without(self, start: int, end: int) -> str:
        """The text with a piece cut out."""
        return " ".join(f"{self.text[:start]} {self.text[end:]}".split())


def read_question(typed: str) -> Question:
    """Reads what somebody typed, at most so much of it."""
    whole = plain(typed[: 4 * LONGEST])
    text = whole[:LONGEST]
    said = [
        (word, match.start(), match.end(), match[0])
        for match in SAID.finditer(text)
        for word in words_of(match[0])
    ]
    cut = said[:MOST_WORDS]
    tokens = _tokens(cut, shouting=text.isupper())
    return Question(
        text, tokens, len(whole) > LONGEST or len(typed) > 4 * LONGEST or len(said) > len(cut)
    )


def _tokens(said: Sequence[tuple[str, int, int, str]], *, shouting: bool) -> tuple[Token, ...]:
    found: list[Token] = []
    at = 0
    while at < len(said):
        length, alike = _alike(said, at)
        first, last = said[at], said[at + length - 1]
        word = " ".join(part[0] for part in said[at : at + length])
        capital = length == 1 and first[3].isupper() and len(first[3]) >= SHORT_FORM and not shouting
        found.append(Token(word, first[1], last[2], alike, capital))
        at += length
    return tuple(found)


def _alike(said: Sequence[tuple[str, int, int, str]], at: int) -> tuple[int, str]:
    for length in range(min(_LONGEST_TOGETHER, len(said) - at), 0, -1):
        alike = TOGETHER.get(tuple(part[0] for part in said[at : at + length]))
        if alike:
            return length, alike
    return 1, said[at][0]
