"""Rich text as it is stored, taken apart into headings, links, pictures, files and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from portal.base.ids import read_id
from portal.editorial.outline import Heading, Link, Part, Picture, Place, Words

BLOCKS = frozenset(
    {"p", "li", "td", "th", "blockquote", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}
)
HEADING = re.compile(r"^h([1-6])$")
FoundFile = Callable[[int, Place], Part | None]
"""Makes the part for the document with this id."""


class _Reader(HTMLParser):
    def __init__(self, place: Place, page_address: Callable[[int], str], file: FoundFile) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._place = place
        self._page_address = page_address
        self._file = file
        self._text: list[str] = []
        self._heading: tuple[int, list[str]] | None = None
        self._link: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BLOCKS:
            self._end_paragraph()
        if match := HEADING.match(tag):
            self._heading = (int(match[1]), [])
        elif tag == "a":
            self._start_link(given)
        elif tag in ("img", "embed") and given.get("embedtype", "image") == "image":
            alt = given.get("alt")
            # Wagtail asks for words or for “decorative”, which it stores as an empty text.
            self.parts.append(Picture(alt, alt == "", self._place))
            if self._link:
                self._link[1].append(alt or "")

    def handle_endtag(self, tag: str) -> None:
        if HEADING.match(tag) and self._heading:
            level, words = self._heading
            self._heading = None
            self.parts.append(Heading(level, "".join(words).strip(), self._place))
        elif tag == "a" and self._link:
            target, words = self._link
            self._link = None
            self.parts.append(Link("".join(words), target, self._place))
        if tag in BLOCKS:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        if self._link:
            self._link[1].append(data)
        if self._heading:
            self._heading[1].append(data)
        else:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_paragraph()

    def _start_link(self, given: dict[str, str | None]) -> None:
        kind, pk = given.get("linktype") or "", read_id(given.get("id") or "")
        target = given.get("href") or ""
        if kind == "page" and pk is not None:
            target = self._page_address(pk)
        elif kind == "document" and pk is not None:
            target = f"document:{pk}"
            found = self._file(pk, self._place)
            if found:
                self.parts.append(found)
        self._link = (target, [])

    def _end_paragraph(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text:
            self.parts.append(Words(text, self._place))


def rich_text_parts(
    html: str, place: Place, *, page_address: Callable[[int], str], file: FoundFile
) -> list[Part]:
    """The parts in order; words of headings are no paragraph."""
    reader = _Reader(place, page_address, file)
    reader.feed(html)
    reader.close()
    return reader.parts
