"""The lines of a synonym rule, read from its fields and from the file that the portal brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search.lines import lines_of
from search.understanding.normal import key_of
from search.words import words_of

FILE = Path(__file__).parent.parent / "data" / "synonyms.txt"
ARROW = "=>"


@dataclass(frozen=True)
class Line:
    """A rule as the file has it; without ``meanings`` it works both ways."""

    words: tuple[str, ...]
    meanings: tuple[str, ...] = ()


def keys_of(text: str) -> dict[tuple[str, ...], str]:
    """What its wordings are found by, with how they are written; none for lines without a word."""
    keys = {key_of(words_of(line)): line for line in reversed(lines_of(text))}
    keys.pop((), None)
    return keys


def read_file(path: Path = FILE) -> Iterator[Line]:
    """The rules of the file in its order."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words, arrow, meanings = line.partition(ARROW)
        yield Line(_parts(words), _parts(meanings) if arrow else ())


def _parts(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(",") if part.strip())
