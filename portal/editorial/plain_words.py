"""Jargon and its plain words: those that staff keep, and the short forms of the vocabulary's needs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from portal.base.snapshot import Snapshot
from portal.editorial.models import PlainWord
from portal.vocabulary.models import Need
from portal.vocabulary.registry import terms

FILE = Path(__file__).parent / "data" / "plain_words.json"
SHORT_FORM = re.compile(r"^[A-Z][A-Z&-]{1,6}$")


@dataclass(frozen=True)
class Jargon:
    """A word, its plain words, and whether only families are spared it."""

    term: str
    plain: str
    families_only: bool = False


def load_plain_words() -> int:
    """Fills an empty list; returns how many were added."""
    if PlainWord.objects.exists():
        return 0
    rows = [PlainWord(**row) for row in json.loads(FILE.read_text(encoding="utf-8"))]
    return len(PlainWord.objects.bulk_create(rows))


def _read() -> list[Jargon]:
    kept = [Jargon(row.term, row.plain, row.families_only) for row in PlainWord.objects.all()]
    known = {row.term.lower() for row in kept}
    return [*kept, *(row for row in _of_needs() if row.term.lower() not in known)]


def _of_needs() -> list[Jargon]:
    """“SLCN” and the like, as teachers call a need that has plain words."""
    return [
        Jargon(word, need.plain_name)
        for need in terms("needs").rows
        if need.plain_name
        for word in need.teacher_words.splitlines()
        if SHORT_FORM.match(word.strip())
    ]


jargon = Snapshot(_read, PlainWord, Need)
