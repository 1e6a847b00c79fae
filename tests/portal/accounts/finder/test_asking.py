"""What somebody who looks for a school means."""

from __future__ import annotations

import pytest

from portal.accounts.finder.asking import LONGEST, MOST_WORDS, read


def test_six_digits_are_a_urn_and_ey_an_ofsted_number() -> None:
    assert read(" 118234 ").urn == 118234
    assert read("URN 118234").urn == 118234
    assert read("ey123456").ofsted == "EY123456"
    assert read("2512345").ofsted == "2512345"


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("CT9 1HQ", (), "CT9 1HQ"),
        ("ct91hq", (), "CT9 1HQ"),
        ("oakfield ct9 1hq", ("oakfield",), "CT9 1HQ"),
        ("CT9", (), "CT9"),
        ("primary CT9", ("primary",), "CT9"),
        ("primary near Herne Bay", ("primary",), "Herne Bay"),
        ("near me", ("me",), None),
        ("Margate", ("margate",), "Margate"),
        ("Oakfield Margate", ("oakfield", "margate"), None),
    ],
)
def test_words_and_places_are_told_apart(text: str, words: tuple[str, ...], place: str | None) -> None:
    asked = read(text)
    assert asked.words == words
    assert (asked.place.name if asked.place else None) == place


def test_a_postcode_elsewhere_is_named_and_no_word() -> None:
    asked = read("SW1A 1AA")
    assert (asked.unknown_place, asked.words, asked.place) == ("SW1A 1AA", (), None)


def test_a_word_that_looks_like_an_outcode_stays_a_word_of_a_name() -> None:
    assert read("Academy E13").words == ("academy", "e13")


def test_what_is_too_long_is_cut_and_said_to_be() -> None:
    assert read("oak " * 5_000).shortened
    assert len(read("x" * 5_000).text) == LONGEST
    assert len(read(" ".join(f"w{n}" for n in range(30))).words) == MOST_WORDS
    assert not read("Oakfield").shortened


@pytest.mark.parametrize("text", ["", "   ", "the", "!!!", "()[]{}%_*\\"])
def test_nothing_is_asked_by_no_words(text: str) -> None:
    assert read(text).empty
