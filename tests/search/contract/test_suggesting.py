"""Titles that go on as somebody began to type."""

from __future__ import annotations

import pytest

from search.engine import Engine, Suggestion
from tests.search.contract.documents import document


@pytest.fixture
def titled(engine: Engine) -> Engine:
    """An engine with some titles."""
    engine.write(
        [
            document("course:1", "Autism and anxiety", kind="course"),
            document("resource:2", "Understanding autism"),
            document("resource:3", "Autumn term: José’s reading list"),
            document("resource:4", "Sleep", body="autism"),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("a", {"course:1", "resource:2", "resource:3"}),
        ("aut", {"course:1", "resource:2", "resource:3"}),
        ("autism", {"course:1", "resource:2"}),
        ("autism an", {"course:1"}),
        ("anx autism", set()),
        ("anxiety aut", {"course:1"}),
        ("jose", {"resource:3"}),
        ("joses rea", {"resource:3"}),
        ("reads", set()),
        ("zzz", set()),
    ],
)
def test_every_word_is_in_the_title_and_the_last_may_be_begun(
    titled: Engine, typed: str, keys: set[str]
) -> None:
    assert {found.key for found in titled.suggest(typed.split(), limit=9)} == keys


def test_a_suggestion_names_what_it_is(titled: Engine) -> None:
    expected = [Suggestion("course:1", "course", "Autism and anxiety")]
    assert titled.suggest(["autism"], limit=9, kinds=["course"]) == expected


def test_what_is_overdue_is_suggested_last_and_even_ones_by_key(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Sleep", overdue=True),
            document("resource:3", "Sleeping through the night"),
            document("resource:2", "How to sleep"),
        ]
    )
    found = [suggestion.key for suggestion in engine.suggest(["sle"], limit=9)]
    assert found == ["resource:2", "resource:3", "resource:1"]


def test_no_more_than_asked_for_and_nothing_for_nothing(titled: Engine) -> None:
    assert len(titled.suggest(["aut"], limit=2)) == 2
    assert titled.suggest([], limit=9) == []
    assert titled.suggest(["aut"], limit=0) == []
