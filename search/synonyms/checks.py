"""What is wrong with a synonym rule, in words for those who keep it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from search.lines import lines_of
from search.synonyms.models import Direction, SynonymRule
from search.synonyms.wordings import keys_of
from search.understanding.normal import STOP_WORDS, WEAK_WORDS, Key
from search.words import words_of

MOST_WORDINGS, LONGEST_WORDING = 60, 80
BROAD = 0.15
"""A word that this share of all there is has finds nearly everything."""
ENOUGH_TO_TELL = 50

Problems = dict[str, list[str]]


def problems(rule: SynonymRule, others: Iterable[SynonymRule]) -> Problems:
    """Problems by field; ``others`` are the rules in use besides this one."""
    found: Problems = {}
    for name in ("words", "meanings"):
        for message in _bad_lines(getattr(rule, name)):
            found.setdefault(name, []).append(message)
    words, meanings = keys_of(rule.words), keys_of(rule.meanings)
    if not words:
        found.setdefault("words", []).append("Enter at least one word or phrase.")
    if rule.direction == Direction.ONE_WAY and not (meanings and len({*words, *meanings}) > 1):
        found.setdefault("meanings", []).append(
            "Enter at least one other word or phrase that these words should find."
        )
    if rule.direction == Direction.BOTH and meanings:
        found.setdefault("meanings", []).append(
            "Leave this empty, or let the rule work one way: a rule that works both ways has one list."
        )
    if rule.direction == Direction.BOTH and len(words) == 1:
        found.setdefault("words", []).append("Enter a second word or phrase that means the same.")
    if not found and rule.active:
        in_use = list(others)
        found |= _twice(rule, words, in_use) or _circle(rule, in_use)
    return found


def broad_words(rule: SynonymRule, counts: Mapping[str, int], documents: int) -> list[str]:
    """Single words that nearly everything has, so that the rule would change nearly every search."""
    singles = [words_of(line) for line in lines_of(rule.words)]
    words = [parts[0] for parts in singles if len(parts) == 1]
    return [
        word
        for word in words
        if word in STOP_WORDS
        or word in WEAK_WORDS
        or (documents >= ENOUGH_TO_TELL and counts.get(word, 0) > BROAD * documents)
    ]


def _bad_lines(text: str) -> list[str]:
    lines = lines_of(text)
    messages = [
        f"“{line[:40]}…” is too long: at most {LONGEST_WORDING} characters."
        for line in lines
        if len(line) > LONGEST_WORDING
    ]
    messages += [
        f"“{line[:40]}” has no word that can be searched for." for line in lines if not words_of(line)
    ]
    if len(lines) > MOST_WORDINGS:
        messages.append(f"Enter at most {MOST_WORDINGS} lines; make a second rule of the rest.")
    if any("," in line or "=>" in line for line in lines):
        messages.append("Put each word or phrase on a line of its own, without commas or arrows.")
    return messages


def _twice(rule: SynonymRule, words: Mapping[Key, str], others: list[SynonymRule]) -> Problems:
    """The same words in two rules of one sort would be two answers to one question."""
    for other in others:
        if other.direction != rule.direction:
            continue
        same = [line for key, line in words.items() if key in keys_of(other.words)]
        if same:
            return {"words": [f"“{same[0]}” is in the rule “{other}” already: change that one instead."]}
    return {}


def _circle(rule: SynonymRule, others: list[SynonymRule]) -> Problems:
    """A one-way rule must not lead back to its own words by way of others."""
    if rule.direction != Direction.ONE_WAY:
        return {}
    leads = [
        (set(keys_of(other.words)), keys_of(other.meanings), other)
        for other in others
        if other.direction == Direction.ONE_WAY
    ]
    own = keys_of(rule.words)
    waiting, seen = (
        [(key, line) for key, line in keys_of(rule.meanings).items() if key not in own],
        set(),
    )
    while waiting:
        key, line = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        for words, meanings, other in leads:
            if key not in words:
                continue
            back = [meant for meaning, meant in meanings.items() if meaning in own]
            if back:
                message = (
                    f"“{line}” finds “{back[0]}” by the rule “{other}”, so this would go round in a "
                    "circle. Let one rule work both ways instead."
                )
                return {"meanings": [message]}
            waiting += [(k, meant) for k, meant in meanings.items() if k not in words]
    return {}
