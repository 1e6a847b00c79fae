"""How a document lies in the index: its fields, and the English they are read in."""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.documents import Facet
from search.plan import FIELD_WEIGHTS
from search.words import words_of

LONGEST_WORD = 60
ENGLISH, PLAIN, UNREAD, RAW = "portal_english", "portal_plain", "portal_unread", "raw"

COUNTED = {facet: f"counted_{facet.value}" for facet in Facet}
"""Columns that values are counted in: of a thing with dates, district, format and places are its dates'."""
KEPT = ("shown_title", "shown_summary", "shown_body", "diary", "fingerprint")
"""Texts that are kept as they are and not searched."""


@cache
def schema() -> Schema:
    """The fields.

    All text is given normalised (``search.words``), so that cutting at spaces suffices. ``text`` holds
    title, keywords, summary and body at once: whether words are there at all is asked of it alone.
    ``own`` are the thing's own facets as ``facet:value``, ``marks`` those of its dates too; ``held`` is
    what ``dates.tokens`` gives, ``diary`` what ``dates.diary`` does. ``rank`` puts things in the order of
    next date and key, ``order`` is the key alone as a number.
    """
    builder = SchemaBuilder()
    for name in ("key", "kind"):
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name=RAW, index_option="basic")
    for name in KEPT:
        builder.add_text_field(name, stored=True, tokenizer_name=UNREAD, index_option="basic")
    for name in (*FIELD_WEIGHTS, "text"):
        builder.add_text_field(name, tokenizer_name=ENGLISH)
    for name in ("plain_title", "words"):
        builder.add_text_field(name, tokenizer_name=PLAIN, index_option="freq")
    for name in ("own", "marks", "held"):
        builder.add_text_field(name, tokenizer_name=RAW, index_option="basic")
    builder.add_text_field("points", stored=True, tokenizer_name=RAW, index_option="basic")
    for name in (*COUNTED.values(), "rank"):
        builder.add_text_field(name, fast=True, tokenizer_name=RAW, index_option="basic")
    for name in ("next_start", "changed", "order", "diary_number"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


@cache
def shape() -> str:
    """Changes with what fills an index, so that one of another version of the portal is recognised."""
    here = Path(__file__).parent
    sources = ("schema.py", "stored.py", "dates.py")
    return sha256(b"".join((here / name).read_bytes() for name in sources)).hexdigest()[:8]


def opened(path: Path) -> Index:
    """The index in a folder, with the analysers that it needs."""
    index = _equipped(Index.open(str(path)))
    # Its own watcher of files would be a thread that a forked process has not.
    index.config_reader("manual")
    return index


def made(path: Path) -> Index:
    """A new and empty one."""
    return _equipped(Index(schema(), path=str(path), reuse=False))


def _equipped(index: Index) -> Index:
    index.register_tokenizer(ENGLISH, english())
    index.register_tokenizer(PLAIN, _cut().build())
    nothing = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.remove_long(1)).build()
    index.register_tokenizer(UNREAD, nothing)
    return index


@cache
def english() -> TextAnalyzer:
    """Stems; without stop words, as “IT” is a word here."""
    return _cut().filter(Filter.stemmer("english")).build()


def _cut() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.remove_long(4 * LONGEST_WORD))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A normalised word as the index knows it."""
    return next(iter(english().analyze(word[:LONGEST_WORD])), word[:LONGEST_WORD])


def stems(words: tuple[str, ...]) -> list[str]:
    """Words, whatever else they hold, as the index knows them."""
    return [stem(word) for word in words_of(" ".join(words))]
