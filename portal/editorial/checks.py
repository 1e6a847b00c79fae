"""What has to be right before the public sees something. Arithmetic over an outline: asks nothing of anybody.

The rules stand in docs/rules/publishing-checks.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from portal.editorial.outline import File, Heading, Link, Outline, Picture, Place


class Check(TextChoices):
    """The closed list of checks."""

    ALT = "alt", "Pictures described"
    HEADINGS = "headings", "Headings in order"
    LINKS = "links", "Links that say where they lead"
    FILES = "files", "PDF also as a web page"


@dataclass(frozen=True)
class Problem:
    """One thing to mend, in a sentence that says how, and where it stands."""

    check: Check
    message: str
    place: Place


EMPTY_PHRASES = frozenset(
    {
        "click", "click here", "click this", "click this link", "continue", "continue reading", "details",
        "download", "download here", "find out more", "find out more here", "follow this link", "go",
        "here", "info", "learn more", "link", "more", "more details", "more info", "more information",
        "open", "page", "read", "read here", "read more", "read on", "see here", "see more", "this",
        "this document", "this link", "this page", "this site", "this website", "view", "visit",
        "web page", "website",
    }
)  # fmt: skip
"""Words of a link that say nothing to somebody who hears only the links of a page."""

BARE_ADDRESS = re.compile(r"^(https?://|www\.)\S+$|^[a-z0-9-]+(\.[a-z0-9-]+)+/\S*$", re.IGNORECASE)
FILE_NAME = re.compile(
    r"\.(avif|gif|jpe?g|png|svg|webp|heic|tiff?)$|^(img|dsc|image|photo)[ _-]?\d+$", re.I
)
WORD = re.compile(r"\w")
LEAST_ALT = 3
"""Letters. “a” describes nothing."""


def problems(outline: Outline) -> list[Problem]:
    """Everything that keeps the outline from being published."""
    return [
        *_pictures(outline),
        *_headings(outline),
        *_links(outline),
        *_same_words(outline),
        *_files(outline),
    ]


def _pictures(outline: Outline) -> Iterator[Problem]:
    for picture in outline.of(Picture):
        assert isinstance(picture, Picture)
        alt = (picture.alt or "").strip()
        if picture.decorative:
            continue
        if len(alt) < LEAST_ALT:
            yield Problem(
                Check.ALT,
                "Describe this picture for people who cannot see it, e.g. “A now and next board with two "
                "cards”, or mark it as decorative.",
                picture.place,
            )
        elif FILE_NAME.search(alt):
            yield Problem(
                Check.ALT,
                f"“{alt}” is the name of a file. Say what the picture shows, or mark it as decorative.",
                picture.place,
            )


def _headings(outline: Outline) -> Iterator[Problem]:
    """Levels go down one step at a time. Each field begins below the page's title."""
    levels: dict[str, int] = {}
    for heading in outline.of(Heading):
        assert isinstance(heading, Heading)
        before = levels.get(heading.place.field, 1)
        levels[heading.place.field] = heading.level
        if not WORD.search(heading.words):
            yield Problem(
                Check.HEADINGS, "This heading is empty: give it words or take it out.", heading.place
            )
        elif heading.level == 1:
            yield Problem(
                Check.HEADINGS,
                f"“{heading.words}” is as large as the title, which is the only heading of its size. "
                "Make it a smaller one.",
                heading.place,
            )
        elif heading.level > before + 1:
            yield Problem(Check.HEADINGS, _jump(heading, before), heading.place)


def _jump(heading: Heading, before: int) -> str:
    above = "the title" if before == 1 else f"a heading of level {before}"
    return (
        f"“{heading.words}” is a heading of level {heading.level} straight after {above}. "
        f"Put a heading of level {before + 1} above it, or make it one."
    )


def _links(outline: Outline) -> Iterator[Problem]:
    for link in outline.of(Link):
        assert isinstance(link, Link)
        said = _plain(link.words)
        if not WORD.search(link.words):
            message = "A link here has no words. Give it some, or take it out."
        elif said in EMPTY_PHRASES:
            message = (
                f"The link “{link.words.strip()}” does not say where it leads. Use words that make sense "
                "alone, e.g. “Book a drop-in clinic”."
            )
        elif BARE_ADDRESS.match(link.words.strip()):
            message = f"The link shows its address, “{_short(link.words)}”. Write what people find there instead."
        else:
            continue
        yield Problem(Check.LINKS, message, link.place)


def _same_words(outline: Outline) -> Iterator[Problem]:
    """Two links that sound alike have to lead to one place."""
    seen: dict[str, set[str]] = defaultdict(set)
    for link in outline.of(Link):
        assert isinstance(link, Link)
        said = _plain(link.words)
        if not said or said in EMPTY_PHRASES or not link.target:
            continue
        others = seen[said] - {link.target}
        if others and link.target not in seen[said]:
            yield Problem(
                Check.LINKS,
                f"Two links say “{_short(link.words)}” but lead to different places. Say what is "
                "different about each.",
                link.place,
            )
        seen[said].add(link.target)


def _files(outline: Outline) -> Iterator[Problem]:
    for file in outline.of(File):
        assert isinstance(file, File)
        if file.kind == "pdf" and not file.twin:
            yield Problem(
                Check.FILES,
                f"“{file.title}” is a PDF, which many cannot read on a phone or with a screen reader. Open "
                "it under Site, Documents and give the address of a published page that says the same.",
                file.place,
            )


def _plain(words: str) -> str:
    """As they sound: without case, punctuation and spare spaces."""
    return " ".join(re.sub(r"[^\w\s@]", " ", words.replace("’", "'").lower().replace("'", "")).split())


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:59] + "…"
