"""Documents as PDF/UA, typeset by Typst. Every word is handed over as data, so none can be mark-up or code."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unicodedata import category

import typst

logger = logging.getLogger(__name__)

FONTS = Path(__file__).parent / "fonts"

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

Words = Mapping[str, Any]


def pdf_of(source: Path, words: Words) -> bytes:
    """The document that ``source`` (a ``.typ`` file, which may read its own folder only) makes of ``words``.

    The file finds them as JSON in ``sys.inputs.words``. A letter that no font here has is shown as �.
    """
    shown = _replaced(words, lambda letter: category(letter) in NO_LETTERS, by=" ")
    for _attempt in range(MOST_TRIES):
        try:
            return _compile(source, shown)
        except typst.TypstError as error:
            missing = MISSING.search(str(error))
            if missing is None:
                raise
            logger.warning("%s has letters that no font here has", source.stem)
            shown = _replaced(shown, _unescaped(missing[1]).__contains__)
    return _compile(source, _replaced(shown, lambda letter: ord(letter) > LAST_LATIN))


def _unescaped(said: str) -> str:
    """The letters that Typst means."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), said)


def _replaced(value: Any, lacking: Callable[[str], bool], *, by: str = STANDS_IN) -> Any:
    """The same lists and words with ``by`` for each letter that is ``lacking``; names of values stay."""
    if isinstance(value, str):
        return "".join(by if lacking(letter) else letter for letter in value)
    if isinstance(value, Mapping):
        return {name: _replaced(one, lacking, by=by) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(one, lacking, by=by) for one in value]
    return value


def _compile(source: Path, words: Words) -> bytes:
    document: bytes = typst.compile(
        str(source),
        root=str(source.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"words": json.dumps(words)},
    )
    return document
