"""A certificate as PDF/UA, typeset by Typst. Names are handed over as data, so none can be mark-up."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unicodedata import category

import typst

from bookings.places.certificates.contents import Contents

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
SOURCE = HERE / "certificate.typ"
FONTS = HERE / "fonts"

MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
"""Typst's words where no font has a letter: PDF/UA has no place for empty boxes."""

ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
"""How Typst writes a letter that cannot be seen."""

NO_LETTERS = {"Cc", "Cs"}
"""Control characters, as pasted text has them, and halves of characters: no font has any."""

LAST_LATIN = 0x24F
STANDS_IN = "\N{REPLACEMENT CHARACTER}"
MOST_TRIES = 20
"""After so many letters without a font, those of all scripts but the Latin are replaced together."""

Words = dict[str, Any]


def pdf_of(contents: Contents) -> bytes:
    """The document. A letter that no font here has is shown as �; the page shows it as browsers do."""
    words = _replaced(asdict(contents), lambda letter: category(letter) in NO_LETTERS, by=" ")
    for _attempt in range(MOST_TRIES):
        try:
            return _compile(words)
        except typst.TypstError as error:
            missing = MISSING.search(str(error))
            if missing is None:
                raise
            logger.warning("a certificate has letters that no font here has")
            words = _replaced(words, _unescaped(missing[1]).__contains__)
    return _compile(_replaced(words, lambda letter: ord(letter) > LAST_LATIN))


def _unescaped(said: str) -> str:
    """The letters that Typst means."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), said)


def _replaced(words: Words, lacking: Callable[[str], bool], *, by: str = STANDS_IN) -> Words:
    """The words with ``by`` for each letter that is ``lacking``."""

    def mark(text: str) -> str:
        return "".join(by if lacking(letter) else letter for letter in text)

    def marked(value: Any) -> Any:
        if isinstance(value, list):
            return [mark(one) for one in value]
        return mark(value) if isinstance(value, str) else value

    return {name: marked(value) for name, value in words.items()}


def _compile(words: Words) -> bytes:
    document: bytes = typst.compile(
        str(SOURCE),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"certificate": json.dumps(words)},
    )
    return document
