"""The piece of text that is shown with a result."""

from __future__ import annotations

import re

import pytest

from search.adapters.embedded.excerpts import LENGTH, Marker
from tests.search.contract.documents import concept, plan


def marked(text: str, *words: str) -> list[str]:
    """The words that are marked in a text."""
    excerpt = Marker(plan(concepts=(concept(*words),))).excerpt([text])
    return re.findall("<mark>(.*?)</mark>", excerpt)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Children’s anxieties", "anxiety", ["anxieties"]),
        ("The child’s sleep", "childs", ["child’s"]),
        ("Café and cafés", "cafe", ["Café", "cafés"]),
        ("CAFÉ", "cafe", ["CAFÉ"]),
        ("‘sleep’", "sleep", ["sleep"]),
        ("İstanbul sleep", "sleep", ["sleep"]),
        ("asleep sleeplessness", "sleep", []),
        ("A year-4 class", "4", ["4"]),
        ("", "sleep", []),
        ("it is IT", "it", ["it", "IT"]),
    ],
)
def test_forms_of_the_word_are_marked_as_they_are_written(
    text: str, word: str, expected: list[str]
) -> None:
    assert marked(text, word) == expected


def test_a_phrase_is_marked_only_together() -> None:
    assert marked("School refusal. The school said", "school refusal") == ["School", "refusal"]
    assert marked("School is fun. Refusal", "school refusal") == []
    assert marked("school lunch, school refusal", "school refusal", "school") == [
        "school",
        "school",
        "refusal",
    ]


def test_the_summary_is_shown_unless_the_body_says_more() -> None:
    marker = Marker(plan("sleep", "night"))
    assert marker.excerpt(["Sleep", "All about sleep"]) == "<mark>Sleep</mark>"
    assert marker.excerpt(["Sleep", "Sleep at night"]).count("<mark>") == 2
    assert marker.excerpt(["Nothing", "Neither"]) == ""
    assert Marker(plan()).excerpt(["Sleep"]) == ""


def test_the_stretch_with_the_most_words_is_cut_at_words() -> None:
    text = "Sleep first. " + "Filling words here. " * 60 + "Sleep at night. " + "More words. " * 60
    excerpt = Marker(plan("sleep", "night")).excerpt([text])
    assert "<mark>Sleep</mark> at <mark>night</mark>" in excerpt
    plain = re.sub("</?mark>", "", excerpt)
    assert len(plain) <= LENGTH
    assert set(plain.replace(".", " ").split()) <= set(text.replace(".", " ").split())


def test_all_that_is_not_a_mark_is_escaped() -> None:
    text = "<b onclick=\"x\">sleep</b> & 'more' <script>"
    excerpt = Marker(plan("sleep")).excerpt([text])
    assert re.findall("<[^>]*>", excerpt) == ["<mark>", "</mark>"]
    assert "&lt;b onclick=&quot;x&quot;&gt;" in excerpt


def test_a_long_text_full_of_near_misses_is_looked_through_quickly() -> None:
    text = "sleeve " * 20_000 + "sleep"
    assert marked(text, "sleep") == []  # beyond what is read
    assert marked("sleeve " * 10_000 + "sleep", "sleep") == ["sleep"]
