"""Advice to writers, which never keeps anything from being published. Arithmetic over an outline.

The reading age is that of Flesch and Kincaid: the American school year for which a text of such words
and sentences is easy, and five years added, as children are five when they start. Syllables are
counted by rule, as the lists that are exact take a download.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.editorial.outline import Heading, Outline, Words
from portal.editorial.plain_words import Jargon

FAMILIES_AGE = 11
STAFF_AGE = 15
FEWEST_WORDS = 30
"""Below this a number would only seem to say something."""

LONG_SENTENCE = 25
SHOWN = 3
MOST_JARGON = 12
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[’'-][A-Za-zÀ-ÿ]+)*")
SENTENCE = re.compile(r"[^.!?…]+[.!?…]*", re.DOTALL)
NOT_AN_END = re.compile(r"\b(e\.g|i\.e|etc|Dr|Mr|Mrs|Ms|St|No)\.|(?<=\d)\.(?=\d)")
SHOUTED = re.compile(r"\b[A-Z]{2,}(?:[ ,’'-]+[A-Z]{2,}){2,}\b")
VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
SILENT_E = re.compile(r"[^aeiouy](e|es|ed)$")
SPOKEN_E = re.compile(r"([td]ed|[^aeiouy]le|[scxz]es|[cs]hes|ges)$")
WITHIN = re.compile(r"^some(?=[bhtw])|^there(?=[bf])|^where(?=[bv])")
"""A silent e in the middle: “something”."""

APART = re.compile(
    r"(?<![tscg])i(?=a)|(?<=[ct])i(?=ate|ation)|(?<![tscgl])io(?!u)|(?<=[rv])iou(?=s)|(?<![gq])ua|eo$|(?<=id)ea|(?<=ar)ea"
    r"|(?<=cr)ea(?=t|[^a-z])|(?<=r)ea(?=ct)|(?<!t)(?<![^s]c)ie(?=t|nt|nc)|[aeiouy](?=ing$)|ism$"
)
"""Two vowels that stand beside each other and are spoken one after the other: “idea”, “quiet”."""


@dataclass(frozen=True)
class Advice:
    """One thing that would read better: what, and where to see it."""

    title: str
    text: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How hard the text is: an age, and the words of the panel."""

    age: int
    words: str
    fits: bool


def reading(outline: Outline) -> Reading | None:
    """The reading age of all paragraphs; none for a text that is too short to tell."""
    texts = _texts(outline)
    age = reading_age(" ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts))
    if age is None:
        return None
    wanted = FAMILIES_AGE if outline.for_families else STAFF_AGE
    return Reading(age, f"About the reading age of {age}", age <= wanted)


def advice(outline: Outline, jargon: Sequence[Jargon]) -> list[Advice]:
    """Everything that would read better, what matters most first."""
    found = [_age(outline), *_jargon(outline, jargon), _sentences(outline), _capitals(outline)]
    return [row for row in found if row is not None]


def reading_age(text: str) -> int | None:
    """In whole years, between 5 and 21."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, len(split_sentences(text)))
    syllables_each = sum(syllables(word) for word in words) / len(words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables_each - 15.59
    return min(21, max(5, round(grade + 5)))


def syllables(word: str) -> int:
    """How many a word is spoken with, nearly always: groups of vowels, with what English does to them."""
    plain = word.lower().replace("’", "'").split("'")[0]
    count = len(VOWELS.findall(plain))
    count -= bool(SILENT_E.search(plain) and not SPOKEN_E.search(plain)) + bool(WITHIN.search(plain))
    return max(1, count + len(APART.findall(plain)))


def split_sentences(text: str) -> list[str]:
    """Those that hold a word; short forms and decimals end none."""
    joined = NOT_AN_END.sub(lambda match: match[0].replace(".", ""), text)
    return [found.strip() for found in SENTENCE.findall(joined) if WORD.search(found)]


def _texts(outline: Outline) -> list[str]:
    return [part.text for part in outline.parts if isinstance(part, Words)]


def _headings(outline: Outline) -> list[str]:
    return [part.words for part in outline.parts if isinstance(part, Heading)]


def _age(outline: Outline) -> Advice | None:
    found = reading(outline)
    if found is None or found.fits:
        return None
    if outline.for_families:
        text = "Families read best at 9 to 11. Use shorter sentences and everyday words."
    else:
        text = (
            f"Busy colleagues read faster at {STAFF_AGE} or below. Shorten the longest sentences first."
        )
    return Advice(found.words, text)


def _jargon(outline: Outline, jargon: Sequence[Jargon]) -> Iterator[Advice]:
    text = "\n".join([*_texts(outline), *_headings(outline)])
    told = 0
    for row in jargon:
        if (row.families_only and not outline.for_families) or told == MOST_JARGON:
            continue
        # A short form counts as it is written: “TA” is none in “ta”.
        flags = 0 if row.term.isupper() else re.IGNORECASE
        explained = re.search(
            rf"{re.escape(row.plain)}\W{{1,3}}{re.escape(row.term)}\b", text, re.IGNORECASE
        )
        if not explained and re.search(rf"(?<![\w-]){re.escape(row.term)}(?![\w-])", text, flags):
            told += 1
            yield Advice(f"“{row.term}”", f"Say “{row.plain}”, or explain it the first time.")


def _sentences(outline: Outline) -> Advice | None:
    long = [
        sentence
        for text in _texts(outline)
        for sentence in split_sentences(text)
        if len(WORD.findall(sentence)) > LONG_SENTENCE
    ]
    if not long:
        return None
    longest = sorted(long, key=len, reverse=True)[:SHOWN]
    many = f"{len(long)} sentences have" if len(long) > 1 else "1 sentence has"
    return Advice(
        "Long sentences",
        f"{many} more than {LONG_SENTENCE} words. Make two of one.",
        tuple(f"{' '.join(sentence.split()[:12])} …" for sentence in longest),
    )


def _capitals(outline: Outline) -> Advice | None:
    texts = [*_texts(outline), *_headings(outline)]
    shouted = [match[0] for text in texts for match in SHOUTED.finditer(text)]
    if not shouted:
        return None
    return Advice(
        "Capitals",
        "Words all in capitals are slow to read, and are read out letter by letter.",
        tuple(shouted[:SHOWN]),
    )
