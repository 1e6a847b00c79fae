"""What is put into the index of a document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from search.adapters.embedded import dates
from search.adapters.embedded.schema import COUNTED, LONGEST_WORD
from search.documents import BY_DATE, Facet, SearchDocument
from search.words import words_of

NEVER = 2**40
"""``next_start`` of what has no date to come: after everything."""
UNKNOWN = 0
"""``changed`` of what has no date of change: before everything."""
UNDATED, OVERDUE = "dated:no", "overdue:yes"
_LETTERS = {letter: place for place, letter in enumerate("0123456789abcdefghijklmnopqrstuvwxyz", 1)}
_DIGITS_OF_ORDER = 12


def stored(document: SearchDocument) -> str:
    """The document as the writer takes it, in JSON: one call instead of a hundred."""
    title, summary, body = (_plain(text) for text in (document.title, document.summary, document.body))
    keywords = [_plain(keyword) for keyword in document.keywords]
    own = {facet: tuple(values) for facet, values in document.facets.items()}
    own[Facet.KIND] = (document.kind,)
    diary = dates.diary(document)
    fields: dict[str, Any] = {
        "key": document.key,
        "kind": document.kind,
        "shown_title": document.title,
        "shown_summary": document.summary,
        "shown_body": document.body,
        "title": title,
        "keywords": keywords,
        "summary": summary,
        "body": body,
        # Apart, so that no phrase runs from one into the next.
        "text": [title, *keywords, summary, body],
        "plain_title": title,
        "words": [title, *keywords, summary, body],
        "own": sorted(_own(document, own)),
        "marks": sorted(_marks(document, own)),
        "held": sorted({token for dated in document.dates for token in dates.tokens(dated)}),
        "diary": diary,
        "diary_number": dates.number_of(diary),
        "points": sorted(_points(document)),
        "rank": f"{document.next_start.timestamp() if document.next_start else NEVER:014.0f}|{document.key}",
        "fingerprint": document.fingerprint,
        "next_start": moment(document.next_start) if document.next_start else NEVER,
        "changed": document.changed.toordinal() if document.changed else UNKNOWN,
        "order": order(document.key),
    }
    for facet in Facet:
        fields[COUNTED[facet]] = sorted(_counted(document, own, facet))
    text = json.dumps(fields, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


def moment(when: datetime) -> int:
    """A moment in the column of next dates."""
    return int(when.timestamp())


def order(key: str) -> int:
    """A number for a key; in nearly every case it sorts as the key does."""
    source, _, number = key.partition(":")
    letters = f"{source[:2]:<2}{number[: _DIGITS_OF_ORDER - 2]}".ljust(_DIGITS_OF_ORDER)
    value = 0
    for letter in letters:
        value = value * 38 + (0 if letter == " " else _LETTERS.get(letter.lower(), 37))
    return value


def mark(facet: Facet, value: str) -> str:
    """A facet's value in one word."""
    return f"{facet.value}:{value}"


def point(latitude: float, longitude: float) -> str:
    """A place in one word."""
    return f"{latitude:.5f},{longitude:.5f}"


def _plain(text: str) -> str:
    return " ".join(word[:LONGEST_WORD] for word in words_of(text))


Own = dict[Facet, tuple[str, ...]]


def _own(document: SearchDocument, own: Own) -> Iterator[str]:
    yield from {mark(facet, value) for facet, values in own.items() for value in values}
    if not document.dates:
        yield UNDATED
    if document.overdue:
        yield OVERDUE


def _marks(document: SearchDocument, own: Own) -> set[str]:
    marks = {mark(facet, value) for facet, values in own.items() for value in values}
    marks.update(mark(facet, value) for facet in BY_DATE for value in _of_dates(document, facet))
    return marks


def _of_dates(document: SearchDocument, facet: Facet) -> Iterable[str]:
    for dated in document.dates:
        if facet is Facet.DISTRICT:
            yield from dated.districts
        else:
            yield dated.format if facet is Facet.FORMAT else str(dated.places)


def _counted(document: SearchDocument, own: Own, facet: Facet) -> set[str]:
    if facet in BY_DATE and (document.dates or facet is Facet.PLACES):
        return set(_of_dates(document, facet))
    return set(own.get(facet, ()))


def _points(document: SearchDocument) -> set[str]:
    at = [(document.latitude, document.longitude)]
    at += [(dated.latitude, dated.longitude) for dated in document.dates]
    return {
        point(latitude, longitude)
        for latitude, longitude in at
        if latitude is not None and longitude is not None
    }
