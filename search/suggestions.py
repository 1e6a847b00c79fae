"""What to suggest while somebody types: needs first, then titles of what everybody may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from portal.base.snapshot import Snapshot
from portal.vocabulary.models import Need
from portal.vocabulary.registry import terms
from search.asked import read_words
from search.engine import EngineDown, Hit
from search.kinds import results
from search.port import engine
from search.words import words_of

MOST = 8
MOST_NEEDS = 3
FEWEST_LETTERS = 2
MOST_WORDS = 8


@dataclass(frozen=True)
class Shown:
    """One suggestion: what it says, where it leads, and what it is (``need`` or a kind of result)."""

    text: str
    url: str
    kind: str


def suggestions(typed: str) -> list[Shown]:
    """At most ``MOST``, the best first; none for less than two letters."""
    words = words_of(read_words(typed)[0])[:MOST_WORDS]
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    needs = _needs(words)
    return [*needs, *_titles(words, MOST - len(needs))]


def _titles(words: Sequence[str], limit: int) -> list[Shown]:
    try:
        found = engine().suggest(words, limit=limit)
    except EngineDown:
        return []
    kinds = {suggestion.key: suggestion.kind for suggestion in found}
    hits = [Hit(key, kind) for key, kind in kinds.items()]
    return [Shown(result.title, result.url, kinds[result.key]) for result in results(hits)]


def _needs(words: Sequence[str]) -> list[Shown]:
    """Needs one of whose names or words goes on as typed; by their own name before others' words."""
    found: dict[int, bool] = {}
    for row in _phrases.get():
        if _goes_on(row.words, words):
            found[row.need] = found.get(row.need, False) or row.own
    by_id = terms("needs").by_id
    ranked = sorted(found, key=lambda pk: (not found[pk], by_id[pk].name.lower()))
    page = reverse("search:results")
    return [
        Shown(need.name, f"{page}?{urlencode({'need': need.slug})}", "need")
        for need in (by_id[pk] for pk in ranked[:MOST_NEEDS])
    ]


@dataclass(frozen=True)
class _Phrase:
    words: tuple[str, ...]
    need: int
    own: bool


def _goes_on(phrase: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether some words of ``phrase`` in a row are those typed, the last of which may be begun only."""
    *whole, begun = typed
    for start in range(len(phrase) - len(whole)):
        end = start + len(whole)
        if list(phrase[start:end]) == whole and phrase[end].startswith(begun):
            return True
    return False


def _read() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(tuple(words_of(text)), need.pk, own)
        for need in terms("needs").choosable
        for text, own in _texts(need)
    )


def _texts(need: Any) -> list[tuple[str, bool]]:
    others = [*need.teacher_words.splitlines(), *need.parent_words.splitlines()]
    return [(need.name, True), (need.plain_name, True), *((text, False) for text in others)]


_phrases = Snapshot(_read, Need)
