"""What documents, results and filters of all kinds say of the vocabulary, without a query of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from portal.vocabulary.registry import terms


def slugs(list_name: str, ids: Iterable[int] | None) -> tuple[str, ...]:
    """Slugs of these terms, in the list's own order."""
    return tuple(row.slug for row in terms(list_name).pick(list(ids or ())))


def ids(list_name: str, chosen: Sequence[str]) -> list[int]:
    """Primary keys of the terms with these slugs; unknown ones are left out."""
    by_slug = terms(list_name).by_slug
    return [by_slug[slug].pk for slug in chosen if slug in by_slug]


def with_broader(need_ids: Iterable[int] | None) -> tuple[str, ...]:
    """Slugs of these needs and of those they belong under."""
    by_id = terms("needs").by_id
    found: set[int] = set()
    for pk in need_ids or ():
        above: int | None = pk
        while above in by_id and above not in found:
            found.add(above)
            above = by_id[above].parent_id
    return slugs("needs", found)


def with_narrower(need_ids: Iterable[int]) -> list[int]:
    """These needs and all that belong under them, e.g. language disorder under SLCN."""
    wanted = set(need_ids)
    rows = terms("needs").rows
    while more := {row.pk for row in rows if row.parent_id in wanted} - wanted:
        wanted |= more
    return [row.pk for row in rows if row.pk in wanted]


def words(need_ids: Iterable[int] | None) -> tuple[str, ...]:
    """All that teachers and parents call these needs, each wording once."""
    found: dict[str, None] = {}
    for need in terms("needs").pick(list(need_ids or ())):
        found.update(dict.fromkeys(_wordings(need)))
    return tuple(found)


def _wordings(need: Any) -> list[str]:
    lines = (need.name, need.plain_name, *need.teacher_words.split("\n"), *need.parent_words.split("\n"))
    return [line.strip() for line in lines if line.strip()]
