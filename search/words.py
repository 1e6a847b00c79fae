"""Text as the words that both the index and a search know it by."""

from __future__ import annotations

import re
import unicodedata

APOSTROPHES = "'’‘ʼ`´′"
WORD = re.compile(r"[^\W_]+")
_WITHOUT_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES))
_SPELT_OUT = str.maketrans({"&": " and ", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})


def words_of(text: str) -> list[str]:
    """Its words in order: lower case, without accents and apostrophes, “&” as “and”.

    “Don’t use R&D, José!” gives dont, use, r, and, d, jose.
    """
    plain = text.lower().translate(_WITHOUT_APOSTROPHES).translate(_SPELT_OUT)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in apart if not unicodedata.combining(character))
    return WORD.findall(plain)
