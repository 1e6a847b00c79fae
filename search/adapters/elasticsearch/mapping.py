"""How a document lies in Elasticsearch: the fields, the English they are read in, and its stored form."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from typing import Any

from search.adapters.elasticsearch.client import (
    Boolean,
    Date,
    Document,
    GeoPoint,
    InnerDoc,
    Keyword,
    Nested,
    Object,
    Text,
    analyzer,
    char_filter,
    token_filter,
)
from search.documents import Facet, SearchDocument
from search.words import APOSTROPHES, words_of

SPACE = "\\u0020"
LONGEST_WORD = 60

letters = char_filter(
    "portal_letters",
    type="mapping",
    mappings=[
        *(f"{apostrophe}=>" for apostrophe in APOSTROPHES),
        f"&=>{SPACE}and{SPACE}",
        # The standard tokenizer keeps words together at these.
        *(f"{mark}=>{SPACE}" for mark in ".:,;_·"),
    ],
)
"""Cuts words as ``search.words`` does; what is highlighted is still the text as it was written."""

english = analyzer(
    "portal_english",
    tokenizer="standard",
    char_filter=[letters],
    filter=["lowercase", "asciifolding", token_filter("portal_stems", "stemmer", language="porter2")],
)
"""Without stop words: “IT” is a word here."""

plain = analyzer(
    "portal_plain", tokenizer="standard", char_filter=[letters], filter=["lowercase", "asciifolding"]
)


class StoredDate(InnerDoc):
    """What one and the same date has to meet."""

    starts = Date()
    format = Keyword()
    districts = Keyword()
    places = Keyword()


class Stored(Document):
    """A document; ``serves`` holds districts of its own and of its dates, ``points`` all places of both.

    ``marks`` are its facets' values and those of its dates, as ``facet:value``; ``words`` are for
    ``Engine.words``.
    """

    key = Keyword()
    kind = Keyword()
    title = Text(analyzer=english, fields={"plain": Text(analyzer=plain)})
    keywords = Text(analyzer=english)
    summary = Text(analyzer=english)
    body = Text(analyzer=english, index_options="offsets")
    facets = Object(properties={facet.value: Keyword() for facet in Facet})
    marks = Keyword()
    dated = Boolean()
    dates = Nested(StoredDate)
    next_start = Date()
    points = GeoPoint()
    changed = Date()
    overdue = Boolean()
    words = Keyword(index=False, ignore_above=LONGEST_WORD)
    fingerprint = Keyword(index=False)

    class Index:
        settings = {
            "number_of_shards": 1,
            # A second node, where there is one, keeps a copy.
            "auto_expand_replicas": "0-1",
            # Said explicitly: otherwise an index nobody asked for a while makes the next reader wait.
            "refresh_interval": "1s",
        }


def definition() -> dict[str, Any]:
    """Settings and mappings of a new index, with the shape they have as ``_meta``."""
    made = deepcopy(Stored._index.to_dict())  # whose settings are the class's own
    made["mappings"] |= {"dynamic": "strict", "_meta": {"shape": shape()}}
    return made


def shape() -> str:
    """Changes with the mapping, so that an index of another version of the portal is recognised."""
    text = json.dumps(Stored._index.to_dict(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def stored(document: SearchDocument) -> dict[str, Any]:
    """What is kept of a document."""
    facets = {facet.value: list(values) for facet, values in document.facets.items()}
    facets[Facet.KIND.value] = [document.kind]
    texts = (document.title, *document.keywords, document.summary, document.body)
    return {
        "key": document.key,
        "kind": document.kind,
        "title": document.title,
        "keywords": list(document.keywords),
        "summary": document.summary,
        "body": document.body,
        "facets": facets,
        "marks": sorted(_marks(document, facets)),
        "dated": bool(document.dates),
        "dates": [
            {
                "starts": dated.starts.isoformat(),
                "format": dated.format,
                "districts": list(dated.districts),
                "places": str(dated.places),
            }
            for dated in document.dates
        ],
        "next_start": document.next_start.isoformat() if document.next_start else None,
        "points": _points(document),
        "changed": document.changed.isoformat() if document.changed else None,
        "overdue": document.overdue,
        "words": sorted({word for text in texts for word in words_of(text)}),
        "fingerprint": document.fingerprint,
    }


def _marks(document: SearchDocument, facets: dict[str, list[str]]) -> set[str]:
    marks = {mark(name, value) for name, values in facets.items() for value in values}
    for dated in document.dates:
        marks.add(mark(Facet.FORMAT, dated.format))
        marks.add(mark(Facet.PLACES, dated.places))
        marks.update(mark(Facet.DISTRICT, district) for district in dated.districts)
    return marks


def mark(facet: str, value: str) -> str:
    """A facet's value in one word."""
    return f"{facet}:{value}"


def _points(document: SearchDocument) -> list[dict[str, float]]:
    at = [(document.latitude, document.longitude)]
    at += [(dated.latitude, dated.longitude) for dated in document.dates]
    return [
        {"lat": latitude, "lon": longitude}
        for latitude, longitude in dict.fromkeys(at)
        if latitude is not None and longitude is not None
    ]
