"""What is wrong with a synonym rule is said before it is saved."""

from __future__ import annotations

import pytest

from search.synonyms.checks import broad_words, problems
from search.synonyms.models import Direction, SynonymRule
from search.synonyms.wordings import read_file

ONE_WAY, BOTH = Direction.ONE_WAY, Direction.BOTH


def rule(direction: str, words: str, meanings: str = "", pk: int = 1) -> SynonymRule:
    return SynonymRule(pk=pk, direction=direction, words=words, meanings=meanings)


@pytest.mark.parametrize(
    ("bad", "field", "said"),
    [
        (rule(BOTH, ""), "words", "at least one"),
        (rule(BOTH, "…"), "words", "no word"),
        (rule(BOTH, "autism"), "words", "second word"),
        (rule(BOTH, "autism\nAUTISM"), "words", "second word"),
        (rule(ONE_WAY, "autism"), "meanings", "at least one other"),
        (rule(ONE_WAY, "autism", "Autism"), "meanings", "at least one other"),
        (rule(BOTH, "autism\nasd", "asc"), "meanings", "Leave this empty"),
        (rule(BOTH, "autism, asd\nasc"), "words", "line of its own"),
        (rule(BOTH, f"autism\n{'x' * 81}"), "words", "too long"),
        (rule(BOTH, "\n".join(f"word{n}" for n in range(61))), "words", "at most 60"),
    ],
)
def test_sides_are_there_and_of_a_size(bad: SynonymRule, field: str, said: str) -> None:
    assert said in problems(bad, [])[field][0]


def test_a_good_rule_has_no_problems() -> None:
    assert problems(rule(BOTH, "autism\nasd"), [rule(ONE_WAY, "asd", "asc", 2)]) == {}


def test_the_same_words_in_two_rules_of_one_sort_are_refused() -> None:
    found = problems(rule(BOTH, "autism\nasd"), [rule(BOTH, "ASD\nautistic spectrum", pk=2)])
    assert "in the rule “ASD, autistic spectrum” already" in found["words"][0]


def test_a_circle_is_refused_however_long() -> None:
    others = [rule(ONE_WAY, "b", "c", 2), rule(ONE_WAY, "c", "a", 3)]
    assert "circle" in problems(rule(ONE_WAY, "a", "b"), others)["meanings"][0]
    assert problems(rule(ONE_WAY, "a", "b"), others[:1]) == {}


def test_words_that_nearly_everything_has_are_named() -> None:
    counts = {"autism": 90, "braille": 2}
    assert broad_words(rule(BOTH, "autism\nbraille\nfor\nchild\nreading aloud"), counts, 100) == [
        "autism", "for", "child",
    ]  # fmt: skip


def test_the_rules_that_the_portal_brings_are_in_order() -> None:
    rules = [
        rule(ONE_WAY if line.meanings else BOTH, "\n".join(line.words), "\n".join(line.meanings), number)
        for number, line in enumerate(read_file())
    ]
    found = {str(one): problems(one, [other for other in rules if other is not one]) for one in rules}
    assert {name: said for name, said in found.items() if said} == {}
