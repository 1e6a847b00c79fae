"""Facts about an entry in words."""

from __future__ import annotations

import pytest

from directory.facts import access_steps, say_ages, say_phases
from portal.vocabulary.models import Phase
from tests.factories.vocabulary import PhaseFactory


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        (4, 11, "4 to 11"),
        (0, 5, "0 to 5"),
        (16, 16, "16"),
        (5, None, "From 5"),
        (None, 18, "Up to 18"),
        (None, None, ""),
    ],
)
def test_ages_are_said_in_words(minimum: int | None, maximum: int | None, words: str) -> None:
    assert say_ages(minimum, maximum) == words


def test_each_line_is_a_step() -> None:
    assert access_steps("Ask your school.\n\nSend the form") == ["Ask your school.", "Send the form."]


def test_a_single_sentence_is_cut_where_it_says_then() -> None:
    steps = access_steps("Ask your Link Teacher first; then book a drop-in slot.")
    assert steps == ["Ask your Link Teacher first.", "Book a drop-in slot."]


def test_no_words_are_no_steps() -> None:
    assert access_steps("  \n ") == []


@pytest.mark.django_db
def test_neighbouring_phases_are_said_as_ages() -> None:
    Phase.objects.all().delete()
    first, second, third = (
        PhaseFactory(slug=f"p{low}", name=f"Stage {low}", min_age=low, max_age=low + 2, order=low)
        for low in (5, 7, 9)
    )
    assert say_phases([first, second]) == "Ages 5 to 9"
    assert say_phases([first, third]) == "Stage 5, Stage 9"
    assert say_phases([]) == ""
