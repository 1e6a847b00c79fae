"""Putting right words that nothing has, towards words that something has.

The index of deletions is symspellpy's. It is made when it is first needed and grows with the engine's
words; it is made anew only when much of it is out of date, as that takes a second for 27,000 words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from threading import Lock

from symspellpy import SymSpell, Verbosity

from search.understanding.lexicon import lexicon
from search.understanding.normal import root

ONE_FROM, TWO_FROM = 4, 8
"""Letters from which one slip is put right, and two."""
MOST_WORDS, LONGEST_WORD = 40_000, 24
"""Words that are remembered at most: those that most documents have."""
ADDED_AT_MOST = 0.2
"""Share of words that may be added before all is made anew."""
PREFIX = 6


class Speller:
    """Knows the words of the engine and of the rules. May be used by many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._engine_words: Mapping[str, int] | None = None
        self._rule_words: Collection[str] | None = None
        self._roots: frozenset[str] = frozenset()
        self._roots_of: Mapping[str, int] | None = None
        self._counts: dict[str, int] = {}
        self._symspell: SymSpell | None = None
        self._held: set[str] = set()

    def knows(self, word: str, words: Mapping[str, int]) -> bool:
        """Whether something has this word or another form of it."""
        if word in words:
            return True
        if self._roots_of is not words:
            with self._lock:
                self._roots = frozenset(map(root, words))
                self._roots_of = words
        return root(word) in self._roots

    def corrected(self, word: str, words: Mapping[str, int]) -> str:
        """The word that is meant; empty if none is near enough."""
        allowed = 2 if len(word) >= TWO_FROM else 1
        if len(word) < ONE_FROM or len(word) > LONGEST_WORD or not word.isalpha():
            return ""
        with self._lock:
            speller = self._up_to_date(words)
            ours, counts = self._rule_words or (), self._counts
            found = speller.lookup(word, Verbosity.ALL, max_edit_distance=allowed)
        near = [
            (
                item.distance + (item.term[0] != word[0]),
                item.term not in ours,
                sorted(item.term) != sorted(word),
                -counts[item.term],
                item.term,
            )
            for item in found
            if item.term in counts and len(item.term) >= ONE_FROM
        ]
        near = [row for row in near if row[0] <= allowed]
        return min(near)[-1] if near else ""

    def _up_to_date(self, words: Mapping[str, int]) -> SymSpell:
        ours = lexicon.get().words
        if self._symspell and self._engine_words is words and self._rule_words is ours:
            return self._symspell
        counts = {word: count for word, count in words.items() if _worth_knowing(word)}
        if len(counts) > MOST_WORDS:
            often = sorted(counts, key=lambda word: -counts[word])[:MOST_WORDS]
            counts = {word: counts[word] for word in often}
        for word in ours:
            if _worth_knowing(word):
                counts.setdefault(word, 0)
        if self._symspell is None or len(self._held | counts.keys()) > (1 + ADDED_AT_MOST) * len(counts):
            self._symspell, self._held = SymSpell(2, PREFIX), set()
        for word in counts.keys() - self._held:
            self._symspell.create_dictionary_entry(word, 1)
            self._held.add(word)
        self._counts, self._engine_words, self._rule_words = counts, words, ours
        return self._symspell


def _worth_knowing(word: str) -> bool:
    return ONE_FROM <= len(word) <= LONGEST_WORD and word.isalpha()


speller = Speller()
