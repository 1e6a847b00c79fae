"""Keeping synonym rules."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.db import transaction

from portal.base.snapshot import tell_changed
from search.synonyms.models import Direction, ShippedRule, SynonymRule
from search.synonyms.wordings import FILE, Line, read_file


@transaction.atomic
def load_rules(*, path: Path = FILE) -> int:
    """Adds the rules of the file that were never loaded here; returns how many.

    Rules that staff changed, switched off or deleted stay as they are.
    """
    known = set(ShippedRule.objects.values_list("line", flat=True))
    new = {_name(line): line for line in read_file(path)}
    new = {name: line for name, line in new.items() if name not in known}
    if not new:
        return 0
    SynonymRule.objects.bulk_create(_rule(line) for line in new.values())
    ShippedRule.objects.bulk_create(ShippedRule(line=name) for name in new)
    tell_changed(SynonymRule)
    return len(new)


def _name(line: Line) -> str:
    return sha256(repr((line.words, line.meanings)).encode()).hexdigest()


def _rule(line: Line) -> SynonymRule:
    return SynonymRule(
        direction=Direction.ONE_WAY if line.meanings else Direction.BOTH,
        words="\n".join(line.words),
        meanings="\n".join(line.meanings),
    )
