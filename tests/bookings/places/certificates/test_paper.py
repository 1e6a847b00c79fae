"""The certificate on paper: PDF/UA, whatever letters a name has, and nothing in it that is run or fetched."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from bookings.places.certificates.contents import Contents
from bookings.places.certificates.paper import pdf_of


def paper(**words: str) -> PdfReader:
    given = {
        "name": "Asha Example",
        "course": "Visual support",
        "when": "Tuesday 9 March 2027",
        "hours": "2 hours",
        "issued": "Tuesday 9 March 2027",
        "code": "7F3K-9QXM-2HTW-B4RD",
        "check_url": "https://portal.example/certificates/7F3K-9QXM-2HTW-B4RD/",
        "service": "Specialist Teaching and Learning Service, Kent",
        **words,
    }
    contents = Contents(**given, outcomes=["Adapt one lesson"], demonstration=False)
    return PdfReader(BytesIO(pdf_of(contents)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_is_tagged_titled_and_says_its_language() -> None:
    reader = paper()
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificate: Visual support"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert len(reader.pages) == 1


def test_it_says_who_attended_what_and_when_and_where_to_check_it() -> None:
    words = text_of(paper())
    for said in ("Asha Example", "Visual support", "Tuesday 9 March 2027", "7F3K-9QXM-2HTW-B4RD"):
        assert said in words
    assert "https://portal.example/certificates/7F3K-9QXM-2HTW-B4RD/" in words


@pytest.mark.parametrize(
    "name",
    [
        "Siân O'Brien-Nguyễn 🎉",
        "Zoë 👩🏽\u200d🏫",
        "שרה כהן",
        "مريم العربي",
        "A\u200fB \u202eC",
        "हिन्दी தமிழ்",
    ],
)
def test_a_name_is_set_in_its_own_letters(name: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" not in text_of(paper(name=name))


def test_an_apostrophe_and_accents_stay_as_they_are() -> None:
    assert "Siân O'Brien-Nguyễn" in text_of(paper(name="Siân O'Brien-Nguyễn 🎉"))


@pytest.mark.parametrize("name", ["李小龙", "".join(map(chr, range(0x4E00, 0x4E64)))])
def test_letters_that_no_font_here_has_cost_the_letters_and_not_the_certificate(name: str) -> None:
    words = text_of(paper(name=name))
    assert "\N{REPLACEMENT CHARACTER}" in words
    assert "Visual support" in words


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '#include "/etc/passwd"',
        "= Heading",
        "$x^2$ *bold* _it_ @ref <label>",
        '"; #panic() //',
        "<img src=file:///etc/passwd>",
    ],
)
def test_no_name_is_mark_up(name: str) -> None:
    assert name in text_of(paper(name=name, course=name))


def test_the_longest_names_and_titles_stay_on_the_paper() -> None:
    words = text_of(paper(name="Wilhelmina " * 13, course="A course about everything " * 9))
    assert "7F3K-9QXM-2HTW-B4RD" in words


@pytest.mark.parametrize("strange", ["\x01", "\x0b", "\n", "\ud800", "\ue000", "\U0010ffff"])
def test_a_letter_that_is_none_costs_neither_the_certificate_nor_other_letters(strange: str) -> None:
    words = text_of(paper(name=f"Sue D10{strange} Bonde", course=f"Visual{strange} support"))
    assert "Sue D10" in words
    assert "Bonde" in words
    assert "support" in words
