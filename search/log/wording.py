"""What of a search may be counted: the words without what could say who somebody is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Container
from functools import cache
from pathlib import Path

from search.log.models import LONGEST

FIRST_NAMES = Path(__file__).parent / "data" / "first_names.txt"
NAMES_NOBODY = "…"
"""Stands where a name stood."""

E_MAIL = re.compile(r"\S+\s*@\s*\S+")
WEB = re.compile(
    r"\b(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+(?:com|org|net|info|co|uk|eu|ie|example)\b(?:[./?#:]\S*)?",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]?\s?[0-9][a-z]{2}\b", re.IGNORECASE)
STREETS = (
    "street|st|road|rd|avenue|ave|lane|close|drive|way|crescent|gardens|terrace|court|place|hill|grove"
)
STREET = re.compile(
    rf"\b[0-9]+[a-z]?\s+(?:[^\W\d_]+\s+){{1,3}}(?:{STREETS})\b|\b(?:[^\W\d_]+\s+)(?:street|road|avenue|crescent)\b",
    re.IGNORECASE,
)
STAGE = r"(?:years?|yrs?|y|key\s?stage|ks|aged?|stage|tier|level)"
NUMBER_THAT_MAY_STAY = re.compile(
    rf"\b{STAGE}\s?[0-9]{{1,2}}\b|\b[0-9]{{1,2}}\s?(?:years?|yrs?|yo|months?)\b", re.IGNORECASE
)
WITH_DIGITS = re.compile(r"\S*\d\S*")
"""Whatever script its digits are of."""
TITLE = re.compile(
    r"\b(?:mr|mrs|miss|ms|mx|dr|sir|dame|madam|professor|prof)\b\.?\s+(\S+)", re.IGNORECASE
)
CALLED = re.compile(r"\b(?:called|named|name is)\s+(\S+)", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def countable(typed: str) -> str:
    """The wording in lower case, without e-mail and web addresses, postcodes, streets and numbers.

    Stages and ages stay (“year 6”, “ks2”, “2 year old”). Empty when nothing is left to count.
    """
    text = unicodedata.normalize("NFKC", typed[: LONGEST * 4]).lower()
    for pattern in (E_MAIL, WEB, POSTCODE, STREET):
        text = pattern.sub(" ", text)
    text = _without_numbers(text)
    words = " ".join(word.replace("’", "'") for word in WORD.findall(text))
    return words if len(words) <= LONGEST else ""


def _without_numbers(text: str) -> str:
    kept: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        kept.append(re.sub(r"\s+", " ", found.group()))
        return f" {chr(0xE000 + len(kept) - 1)} "

    text = NUMBER_THAT_MAY_STAY.sub(put_by, text)
    text = WITH_DIGITS.sub(" ", text)
    for number, words in enumerate(kept):
        text = text.replace(chr(0xE000 + number), words)
    return text


def nameless(wording: str, *, known: Container[str], names: Collection[str]) -> str:
    """The wording with names left out; empty when nothing but small words would be left.

    A word is a name if it is one of ``names`` (lower case), a common first name, follows “Mrs”, “called”
    and the like, or, where there is a first name, stands beside it. A word of the portal's own texts
    (``known``) is none unless a title stands before it: “hope” and “will” are words.
    """
    addressed = {match.group(1) for pattern in (TITLE, CALLED) for match in pattern.finditer(wording)}
    words = wording.split()
    named = {
        place
        for place, word in enumerate(words)
        if word in addressed or (_is_name(word, names) and word not in known)
    }
    named |= {place + 1 for place in named if place + 1 < len(words) and words[place + 1] not in known}
    left = [NAMES_NOBODY if place in named else word for place, word in enumerate(words)]
    said = re.sub(rf"{NAMES_NOBODY}(?: {NAMES_NOBODY})+", NAMES_NOBODY, " ".join(left))
    return said if any(len(word) > 2 for word in left) else ""


def _is_name(word: str, names: Collection[str]) -> bool:
    plain = word.removesuffix("'s")
    return plain in names or plain in first_names()


@cache
def first_names() -> frozenset[str]:
    """Common first names in England, lower case."""
    lines = FIRST_NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
