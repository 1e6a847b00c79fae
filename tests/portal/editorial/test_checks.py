"""What keeps a page from being published: the rules of docs/rules/publishing-checks.md, one by one."""

from __future__ import annotations

import pytest

from portal.editorial.checks import Check, problems
from portal.editorial.outline import File, Heading, Link, Outline, Part, Picture, Place

BODY = Place("body")


def messages(*parts: Part, check: Check | None = None) -> list[str]:
    found = problems(Outline(list(parts)))
    return [problem.message for problem in found if check is None or problem.check == check]


def heading(level: int, words: str = "What helps", field: str = "body") -> Heading:
    return Heading(level, words, Place(field))


@pytest.mark.parametrize("alt", [None, "", "  ", "a"])
def test_a_picture_needs_words_or_the_mark_of_decoration(alt: str | None) -> None:
    assert "Describe this picture" in messages(Picture(alt, False, BODY))[0]
    assert messages(Picture(alt, True, BODY)) == []


@pytest.mark.parametrize("alt", ["board.jpg", "IMG_2034", "dsc 12", "photo3"])
def test_the_name_of_a_file_describes_no_picture(alt: str) -> None:
    assert "name of a file" in messages(Picture(alt, False, BODY))[0]


def test_a_described_picture_is_right() -> None:
    assert messages(Picture("A now and next board with two cards", False, BODY)) == []


def test_headings_go_down_one_level_at_a_time_and_up_as_they_like() -> None:
    assert messages(heading(2), heading(3), heading(4), heading(2), heading(3)) == []


@pytest.mark.parametrize(
    ("levels", "said"), [((3,), "level 3 straight after the title"), ((2, 4), "level 2")]
)
def test_a_level_left_out_is_refused(levels: tuple[int, ...], said: str) -> None:
    found = messages(*(heading(level) for level in levels))
    assert len(found) == 1
    assert said in found[0]


def test_the_body_has_no_heading_as_large_as_the_title() -> None:
    assert "as large as the title" in messages(heading(1))[0]


@pytest.mark.parametrize("words", ["", " ", "\xa0", "–"])
def test_an_empty_heading_is_refused(words: str) -> None:
    assert "heading is empty" in messages(heading(2, words))[0]


def test_each_field_begins_below_the_title() -> None:
    assert len(messages(heading(2, field="intro"), heading(3, field="body"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        "click here",
        "Here",
        "here.",
        "Read more",
        "read more …",
        "[More info]",
        "THIS LINK",
        "Find out more →",
        "  link ",
    ],
)
def test_words_that_say_nothing_are_no_link(words: str) -> None:
    assert "does not say where it leads" in messages(Link(words, "/training/", BODY))[0]


@pytest.mark.parametrize("words", ["https://www.kent.gov.uk", "www.kelsi.org.uk", "kelsi.org.uk/send"])
def test_an_address_is_no_words_for_a_link(words: str) -> None:
    assert "shows its address" in messages(Link(words, "https://www.kelsi.org.uk/", BODY))[0]


@pytest.mark.parametrize("words", ["", "  ", "→"])
def test_a_link_without_words_is_refused(words: str) -> None:
    assert "no words" in messages(Link(words, "/training/", BODY))[0]


@pytest.mark.parametrize(
    "words",
    [
        "Book a drop-in clinic",
        "hello@stls.example",
        "01632 960500",
        "Here to help: our team",
        "e.g. this/that",
        "SEND/EHC",
    ],
)
def test_words_that_make_sense_alone_are_right(words: str) -> None:
    assert messages(Link(words, "/x/", BODY)) == []


def test_the_same_words_lead_to_one_place() -> None:
    first, second = Link("Guide", "/a/", BODY), Link("guide ", "/b/", Place("body", (3,)))
    found = problems(Outline([first, second, second]))
    assert [problem.place for problem in found] == [second.place]
    assert "lead to different places" in found[0].message
    assert messages(first, first) == []


def test_a_pdf_needs_a_web_page_that_says_the_same() -> None:
    assert "is a PDF" in messages(File("Guide", "pdf", False, BODY))[0]
    assert messages(File("Guide", "pdf", True, BODY), File("Form", "docx", False, BODY)) == []
