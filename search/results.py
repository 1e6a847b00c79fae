"""The one shape that every result has, whichever kind and engine it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe


@dataclass(frozen=True)
class Result:
    """What a reader sees of something found.

    ``area`` is an area of need, or ``None``. ``excerpt`` is HTML with marks where the engine gave some,
    else empty. ``when``, ``where``, ``left``, ``places_words`` and ``tone`` speak of its next date,
    ``near`` of the place that the reader named. ``checked`` says how current it is, with ``warn`` where
    that is too long ago. ``pinned`` says that staff put it first.
    """

    title: str
    summary: str
    url: str
    kind_label: str
    area: Any | None = None
    notes: tuple[str, ...] = ()
    demonstration: bool = False
    when: str = ""
    where: str = ""
    near: str = ""
    left: int | None = None
    places_words: str = ""
    tone: str = ""
    checked: str = ""
    warn: bool = False
    key: str = ""
    kind: str = ""
    excerpt: str = ""
    pinned: bool = False

    @property
    def extract(self) -> str:
        """What of it has the words that were asked, or else its summary; safe to show."""
        return mark_safe(self.excerpt) if self.excerpt else self.summary  # noqa: S308 - engines escape

    @property
    def note(self) -> str:
        """Its facts in one line."""
        return ", ".join(part for part in (self.when, self.places_words, *self.notes) if part)
