"""A CSV file as rows of text with their line numbers, whatever program saved it.

Read row by row, so that a file of any length takes little memory. Rows that are no rows (a field
without end, a character that is no text) are given as problems and the reading goes on.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20
LONGEST_FIELD = 20_000
"""Letters; the register's longest is a few hundred."""

SEPARATORS = (",", ";", "\t")
SHOWN = 80


class UnreadableFile(ValueError):
    """A file that holds no CSV; the message says what to do."""


@dataclass(frozen=True)
class Problem:
    """Why a line was left out: of which column, what stands there, and what is wrong with it."""

    line: int
    column: str
    value: str
    reason: str

    @classmethod
    def of(cls, line: int, column: str, value: str, reason: str) -> Problem:
        """With the value short enough to show, and without what no text may hold."""
        shown = value.replace("\0", "␀")
        return cls(line, column, shown[:SHOWN] + ("…" if len(shown) > SHOWN else ""), reason)


@dataclass(frozen=True)
class Line:
    """One row of the file; ``number`` is the line on which it ends, as a text editor counts."""

    number: int
    cells: Sequence[str]


def encoding_of(file: BinaryIO) -> str:
    """How the file's bytes are text: UTF-8 with or without its mark, else what Excel writes on Windows.

    Raises ``UnreadableFile`` for an empty file, a spreadsheet, and Excel's "Unicode text".
    """
    file.seek(0)
    start = file.read(4)
    if not start.strip():
        raise UnreadableFile("The file is empty.")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile("This is a spreadsheet or zip file. Save it as “CSV UTF-8” and try again.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile("This is “Unicode text”. Save it as “CSV UTF-8” and try again.")
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def read_lines(file: BinaryIO) -> Iterator[Line | Problem]:
    """The rows of the file, the titles first. Empty lines are left out.

    Raises ``UnreadableFile``, before anything is given.
    """
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        first = text.readline(LONGEST_FIELD)
        text.seek(0)
        separator = max(SEPARATORS, key=first.count)
        yield from _rows(csv.reader(_bounded(text), delimiter=separator))
    finally:
        # The file stays its owner's, who may have closed it by now.
        with suppress(ValueError):
            text.detach()


def titles_of(lines: Iterator[Line | Problem]) -> Sequence[str]:
    """The titles of the columns, taken off the file's lines. Raises ``UnreadableFile``."""
    header = next(lines, None)
    if not isinstance(header, Line):
        raise UnreadableFile("The first line should hold the titles of the columns.")
    return header.cells


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines, those without an end cut: a gigabyte on one line is no reason to fall over."""
    while line := text.readline(csv.field_size_limit()):
        yield line


def _rows(reader: Iterator[list[str]]) -> Iterator[Line | Problem]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Problem.of(
                _number(reader), "", "", "The line is too long: is a quotation mark not closed?"
            )
            continue
        number = _number(reader)
        bad = next((cell for cell in cells if "\0" in cell or len(cell) > LONGEST_FIELD), None)
        if bad is not None:
            reason = (
                "It holds a character that is no text." if "\0" in bad else "The text is far too long."
            )
            yield Problem.of(number, "", bad, reason)
        elif any(cell.strip() for cell in cells):
            yield Line(number, cells)


def _number(reader: Iterator[list[str]]) -> int:
    number: int = reader.line_num  # type: ignore[attr-defined]
    return number
