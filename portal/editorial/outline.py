"""What a page or entry holds, as a reader meets it: headings, links, pictures, files and words in order.

Checks and advice look at this and never at models, blocks or HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """Where something stands: the field, and the way through its blocks."""

    field: str
    path: Path = ()


@dataclass(frozen=True)
class Heading:
    """A heading of the body; the page's title is level 1 and not among them."""

    level: int
    words: str
    place: Place


@dataclass(frozen=True)
class Link:
    """A link by its words, and the address it leads to."""

    words: str
    target: str
    place: Place


@dataclass(frozen=True)
class Picture:
    """``alt`` is missing where nobody was asked for it; decoration needs none."""

    alt: str | None
    decorative: bool
    place: Place


@dataclass(frozen=True)
class File:
    """A file to download. ``twin`` says that a web page holds the same words."""

    title: str
    kind: str
    twin: bool
    place: Place


@dataclass(frozen=True)
class Words:
    """A paragraph, or another piece of text that is read as one."""

    text: str
    place: Place


Part = Heading | Link | Picture | File | Words


@dataclass
class Outline:
    """The parts in the order in which they are read. ``for_families``: parents and carers read it."""

    parts: list[Part] = field(default_factory=list)
    for_families: bool = False

    def of(self, kind: type[Part]) -> list[Part]:
        """The parts of one kind."""
        return [part for part in self.parts if isinstance(part, kind)]
