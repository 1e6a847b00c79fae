"""CSV files as whatever program saved them."""

from __future__ import annotations

import io

import pytest

from portal.accounts.register.reading import Line, Problem, UnreadableFile, read_lines


def rows(content: bytes) -> list[list[str] | str]:
    """Each row's cells, or what is wrong with it."""
    return [
        list(line.cells) if isinstance(line, Line) else line.reason
        for line in read_lines(io.BytesIO(content))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_usual_encoding_and_line_end_is_read(encoding: str, end: str) -> None:
    content = end.join(["URN,Name", "1,Siân’s", ""]).encode(encoding)
    assert rows(content) == [["URN", "Name"], ["1", "Siân’s"]]


def test_a_long_file_is_read_as_windows_when_a_late_letter_says_so() -> None:
    content = b"URN,Name\n" + b"1,Plain\n" * 200_000 + "2,Café\n".encode("cp1252")
    assert list(read_lines(io.BytesIO(content)))[-1] == Line(200_002, ["2", "Café"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_other_separators_of_excel_are_read(separator: str) -> None:
    content = f"URN{separator}Name\n1{separator}A, B\n".encode()
    expected = ["1", "A, B"] if separator != "," else ["1", "A", " B"]
    assert rows(content)[1] == expected


def test_quoted_cells_may_hold_commas_and_line_ends() -> None:
    assert rows(b'URN,Name\n1,"A, ""B""\nC"\n') == [["URN", "Name"], ["1", 'A, "B"\nC']]


def test_nul_and_endless_fields_are_problems_of_their_line_and_the_rest_is_read() -> None:
    content = b"URN,Name\n1,\x00\n2," + b"x" * 30_000 + b"\n3,Good\n"
    found = list(read_lines(io.BytesIO(content)))
    assert [type(line) for line in found] == [Line, Problem, Problem, Line]
    assert found[1] == Problem(2, "", "␀", "It holds a character that is no text.")
    assert found[3] == Line(4, ["3", "Good"])


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_memory() -> None:
    content = b'URN,Name\n1,"open\n' + b"2,lost\n" * 40_000 + b"4,Good\n"
    found = rows(content)
    assert "quotation mark" in str(found[1])
    assert ["4", "Good"] in found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04rest", "CSV UTF-8"),
        ("URN,Name\n".encode("utf-16"), "CSV UTF-8"),
    ],
)
def test_what_is_no_csv_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        rows(content)
