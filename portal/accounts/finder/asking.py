"""What somebody who looks for a school means: its number, a place to be near to, words of its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.accounts.finder.words import words_of
from portal.vocabulary.places import POSTCODE, Place, is_outcode, look_up

LONGEST = 200
MOST_WORDS = 8
URN = re.compile(r"(?:urn)?\s*([0-9]{6})", re.IGNORECASE)
OFSTED = re.compile(r"(?:ofsted)?\s*((?:EY|CA)[0-9]{6,7}|[0-9]{7})", re.IGNORECASE)
NEAR = re.compile(r"\s*\b(?:near|close to|around)\b\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """``place`` orders by distance; ``words`` narrow. A town or district by itself is both."""

    text: str
    words: tuple[str, ...] = ()
    place: Place | None = None
    urn: int | None = None
    ofsted: str = ""
    unknown_place: str = ""
    shortened: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.words or self.place or self.urn or self.ofsted or self.unknown_place)


def read(text: str) -> Asked:
    """Understands what was typed. What is too long is cut, and said to be."""
    tidy = " ".join(text[:LONGEST].split())
    number = URN.fullmatch(tidy)
    if number:
        return Asked(tidy, urn=int(number[1]), ofsted=number[1])
    number = OFSTED.fullmatch(tidy)
    if number:
        return Asked(tidy, ofsted=number[1].upper())
    words, place, unknown = _parts(tidy)
    shortened = len(text.strip()) > LONGEST or len(words) > MOST_WORDS
    return Asked(tidy, tuple(words[:MOST_WORDS]), place, unknown_place=unknown, shortened=shortened)


def _parts(text: str) -> tuple[list[str], Place | None, str]:
    """The words, the place, and a postcode that is not in Kent."""
    postcode = POSTCODE.search(text.upper())
    if postcode:
        rest = f"{text[: postcode.start()]} {text[postcode.end() :]}"
        place = look_up(postcode[0])
        return words_of(NEAR.sub(" ", rest)), place, "" if place else f"{postcode[1]} {postcode[2]}"
    before, *after = NEAR.split(text, maxsplit=1)
    if after and (place := look_up(after[0])):
        return words_of(before), place, ""
    name, _space, last = text.rpartition(" ")
    if is_outcode(last):
        place = look_up(last)
        return words_of(name) if place else words_of(text), place, "" if place or name else last.upper()
    return words_of(NEAR.sub(" ", text)), look_up(text), ""
