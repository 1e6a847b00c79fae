"""A school's name as the finder compares it: what people write in many ways is written in one.

Both what is kept (``School.search_text``) and what is asked go through ``words_of``, so “St. Mary's
Church of England” finds “St Marys CofE”.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

APOSTROPHES = re.compile(r"['’‘`´ʼ]")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
FAITHS = (
    (re.compile(r"\b(?:church of england|church of eng|c of e|c o f e|c e|cofe|coe)\b"), "ce"),
    (re.compile(r"\b(?:roman catholic|r c|rc)\b"), "catholic"),
    (re.compile(r"\bvoluntary aided\b"), "va"),
    (re.compile(r"\bvoluntary controlled\b"), "vc"),
)
SAME = {
    "saint": "st", "saints": "st", "sch": "school", "jnr": "junior", "gs": "grammar", "hs": "high",
    "pri": "primary", "prim": "primary", "sec": "secondary", "nurs": "nursery", "acad": "academy",
    "mount": "mt",
}  # fmt: skip
EMPTY = frozenset({"the", "of", "and", "at", "in", "for", "a", "an"})
WHOLE = 2
"""Words this short are compared as a whole: “st” is not the start of Stone."""

LONGEST = 600


class HasNameAndTown(Protocol):
    name: str
    town: str
    postcode: str


def words_of(text: str) -> list[str]:
    """The words of ``text`` in their one spelling, in order, without those that say nothing."""
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    spaced = NOT_A_WORD.sub(" ", APOSTROPHES.sub("", plain))
    for pattern, one in FAITHS:
        spaced = pattern.sub(one, spaced)
    words = (SAME.get(word, word) for word in spaced.split() if word not in EMPTY)
    return [_singular(word) for word in words]


def _singular(word: str) -> str:
    """“Infants” and “infant”, “Marys” and “Mary”: nobody remembers which it was."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def search_text(school: HasNameAndTown) -> str:
    """What a school is found by: the words of its name, a bar, those of its town and its outcode.

    Each stands between spaces, so that “ oak” finds words that start so.
    """
    outcode = school.postcode.split(" ")[0] if " " in school.postcode else ""
    where = [*words_of(school.town), *words_of(outcode)]
    return f" {' '.join(words_of(school.name))} | {' '.join(where)} "[:LONGEST]


def sought(word: str) -> str:
    """What ``search_text`` must hold for a school to have the word, or one that starts so."""
    return f" {word} " if len(word) <= WHOLE else f" {word}"
