"""What wordings mean: the rules of staff and the words of the vocabulary, kept in process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.base.snapshot import Snapshot
from portal.vocabulary.models import AreaOfNeed, Need
from portal.vocabulary.registry import terms
from search.documents import Facet
from search.lines import lines_of
from search.plan import Alternative, Marked
from search.synonyms.models import Direction, SynonymRule
from search.understanding.normal import Key, key_of
from search.words import words_of

SAME = 0.8
"""What another word of a two-way rule is worth beside the one that was typed."""
CLOSEST, STEP, FARTHEST = 0.8, 0.12, 0.3
"""What the first of “also find” is worth, how much less each next one, and the least."""
NAMED_NEED, NAMED_AREA = 1.2, 1.2
"""What being about a need or an area is worth that was named."""
REACHED_NEED = 0.75
"""The same for a need that a rule leads to, as a share of the rule's own worth."""


@dataclass(frozen=True)
class Entry:
    """What a wording finds besides itself. ``names`` are the other words, as people read them."""

    alternatives: tuple[Alternative, ...] = ()
    marks: tuple[Marked, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Entries by key, the longest key's length, and every word that any of it has."""

    entries: dict[Key, Entry]
    longest: int
    words: frozenset[str]


class _Builder:
    def __init__(self) -> None:
        self.alternatives: dict[Key, dict[tuple[str, ...], float]] = defaultdict(dict)
        self.marks: dict[Key, dict[tuple[Facet, str], float]] = defaultdict(dict)
        self.names: dict[Key, dict[str, None]] = defaultdict(dict)
        self.words: set[str] = set()

    def leads(self, key: Key, wording: str, weight: float) -> None:
        """Whoever asks for ``key`` also finds ``wording``."""
        words = tuple(words_of(wording))
        if words and key:
            self.alternatives[key][words] = max(weight, self.alternatives[key].get(words, 0))
            self.names[key][wording] = None

    def marked(self, key: Key, facet: Facet, slug: str, weight: float) -> None:
        if key:
            marks = self.marks[key]
            marks[facet, slug] = max(weight, marks.get((facet, slug), 0))

    def knows(self, wordings: Iterable[str]) -> None:
        for wording in wordings:
            self.words.update(words_of(wording))

    def built(self) -> Lexicon:
        keys = {*self.alternatives, *self.marks}
        entries = {
            key: Entry(
                tuple(Alternative(words, weight) for words, weight in self.alternatives[key].items()),
                tuple(Marked(*mark, weight) for mark, weight in self.marks[key].items()),
                tuple(self.names[key]),
            )
            for key in keys
        }
        return Lexicon(entries, max(map(len, keys), default=1), frozenset(self.words))


def _build() -> Lexicon:
    builder = _Builder()
    needs = dict(_needs())
    rules = SynonymRule.objects.filter(active=True).only("direction", "words", "meanings")
    for rule in rules.order_by("pk"):
        _add_rule(builder, rule)
    for key, alternatives in list(builder.alternatives.items()):
        for words, weight in alternatives.items():
            for slug in needs.get(key_of(list(words)), ()):
                builder.marked(key, Facet.NEED, slug, weight * REACHED_NEED)
    for key, slugs in needs.items():
        for slug in slugs:
            builder.marked(key, Facet.NEED, slug, NAMED_NEED)
    for area in terms("areas").choosable:
        for wording in (area.name, area.plain_name, area.abbreviation):
            builder.knows([wording])
            builder.marked(key_of(words_of(wording)), Facet.DIMENSION, area.slug, NAMED_AREA)
    for need in terms("needs").choosable:
        builder.knows(_wordings(need))
    return builder.built()


def _add_rule(builder: _Builder, rule: SynonymRule) -> None:
    words, meanings = lines_of(rule.words), lines_of(rule.meanings)
    builder.knows([*words, *meanings])
    for line in words:
        key = key_of(words_of(line))
        if rule.direction == Direction.BOTH:
            for other in words:
                if key_of(words_of(other)) != key:
                    builder.leads(key, other, SAME)
        else:
            others = [other for other in meanings if key_of(words_of(other)) != key]
            for place, other in enumerate(others):
                builder.leads(key, other, max(CLOSEST - STEP * place, FARTHEST))


def _needs() -> Iterator[tuple[Key, list[str]]]:
    """Slugs of the needs that each wording names."""
    found: dict[Key, list[str]] = defaultdict(list)
    for need in terms("needs").choosable:
        for wording in _wordings(need):
            key = key_of(words_of(wording))
            if key and need.slug not in found[key]:
                found[key].append(need.slug)
    return iter(found.items())


def _wordings(need: Need) -> list[str]:
    bare, _bracket, inside = need.name.partition("(")
    lines = [need.name, bare, *inside.strip(") ").split("/"), need.plain_name, need.dfe_code]
    lines += [*need.teacher_words.splitlines(), *need.parent_words.splitlines()]
    return [line for line in lines if line.strip()]


lexicon = Snapshot(_build, SynonymRule, Need, AreaOfNeed)
