"""Files of questions with what good answers to them are, and whether an answer is good.

An expectation names features of what is found (its needs, its kind, words of its title), never a
thing itself, so that it outlives edits of the content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

TOP = 5
FEATURES = frozenset(
    [
        "topics",
        "title_any",
        "kind",
        "dimension",
        "phases",
        "audiences",
        "district",
        "cost",
        "level",
        "format",
    ]
)
VERDICTS = ("top1", "top3", "top5", "min_top5", "not_top3", "zero", "suggest", "relax")
Match = Mapping[str, Any]


class BadFile(Exception):
    """A file of questions cannot be read."""


@dataclass(frozen=True)
class Item:
    """Something found, by the features that expectations are about."""

    title: str
    kind: str
    features: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Given:
    """An answer: what was found in order, how many in all, what the words were put right to, and the
    filters without which there would be something."""

    items: Sequence[Item]
    total: int
    corrected: str = ""
    freeing: Mapping[str, int] | None = None


def matches(item: Item, match: Match) -> bool:
    """Whether all that a match names holds."""
    return all(_has(item, name, wanted) for name, wanted in match.items())


def _has(item: Item, name: str, wanted: Any) -> bool:
    if name == "title_any":
        return any(words in item.title.lower() for words in wanted)
    if name == "kind":
        return item.kind == wanted
    held = item.features.get(name, frozenset())
    if name == "format":
        return any(wanted in value for value in held)
    return bool(held & set([wanted] if isinstance(wanted, str) else wanted))


def failures(question: Mapping[str, Any], given: Given) -> list[str]:
    """The verdicts of a question that do not hold; none if its answer is good."""
    return [name for name in VERDICTS if name in question and not _holds(name, question, given)]


def _holds(name: str, question: Mapping[str, Any], given: Given) -> bool:
    wanted = question[name]
    if name == "zero":
        return given.total == 0
    if name == "suggest":
        return given.corrected.lower() == wanted.lower()
    if name == "relax":
        return _relaxes(question, given)
    if name == "not_top3":
        return not any(matches(item, match) for item in given.items[:3] for match in wanted)
    if name == "min_top5":
        least, match = wanted
        return sum(matches(item, match) for item in given.items[:TOP]) >= least
    first = given.items[: int(name.removeprefix("top"))]
    return any(matches(item, match) for item in first for match in wanted)


def _relaxes(question: Mapping[str, Any], given: Given) -> bool:
    if not given.total:
        return bool(given.freeing)
    wanted: Match = question.get("or_top3") or {}
    return bool(wanted) and all(matches(item, wanted) for item in given.items[:3])


def wanted_of(question: Mapping[str, Any]) -> list[Match]:
    """What would be good to find; nothing for questions that should find nothing."""
    for name in ("top1", "top3", "top5"):
        if name in question:
            return list(question[name])
    return [question["min_top5"][1]] if "min_top5" in question else []


def reciprocal_rank(question: Mapping[str, Any], given: Given) -> float:
    """1 for a good first result, a half for a good second, and so on; 0 if none of five is good."""
    wanted = wanted_of(question)
    for place, item in enumerate(given.items[:TOP], 1):
        if any(matches(item, match) for match in wanted):
            return 1 / place
    return 0.0


def gain(question: Mapping[str, Any], given: Given, good: int) -> float:
    """nDCG@10 with good and not good as the grades; ``good`` is how many good ones there are."""
    wanted = wanted_of(question)
    found = [any(matches(item, match) for match in wanted) for item in given.items[:10]]
    best = sum(1 / log2(place + 1) for place in range(1, min(good, 10) + 1))
    got = sum(1 / log2(place + 1) for place, hit in enumerate(found, 1) if hit)
    return got / best if best else 0.0


def checked(questions: Any) -> list[dict[str, Any]]:
    """The questions of a file, or what is wrong with it."""
    if not isinstance(questions, list) or not questions:
        raise BadFile("The file has no list “queries”.")
    for number, question in enumerate(questions, 1):
        if not isinstance(question, dict) or not isinstance(question.get("q"), str):
            raise BadFile(f"Question {number} has no text “q”.")
        if not any(name in question for name in VERDICTS):
            raise BadFile(f"“{question['q']}” says nothing of what is expected.")
        for match in _all_matches(question):
            unknown = set(match) - FEATURES
            if unknown:
                raise BadFile(f"“{question['q']}” expects the unknown feature “{sorted(unknown)[0]}”.")
    return questions


def _all_matches(question: Mapping[str, Any]) -> list[Match]:
    found = [match for name in ("top1", "top3", "top5", "not_top3") for match in question.get(name, ())]
    if "min_top5" in question:
        found.append(question["min_top5"][1])
    return found
