"""The filters beside results: which boxes each shows, and how many results each would give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.vocabulary.facets import Choice
from portal.vocabulary.facets import Facet as AskedFacet
from search.asked import slugs
from search.documents import Facet

LONG = 12
"""A list with more values shows only those with results: the nine most frequent at once, the rest folded."""
SHOWN_AT_ONCE = 9


@dataclass(frozen=True)
class Box:
    """One value of a filter; ``count`` is None where nobody counted."""

    value: str
    text: str
    checked: bool
    count: int | None


@dataclass(frozen=True)
class Group:
    """The variables of ``components/filter-group.html``."""

    legend: str
    name: str
    items: tuple[Box, ...]
    more: tuple[Box, ...]
    chosen: int
    open: bool


def groups_of(
    facets: Iterable[AskedFacet],
    counts: Mapping[Facet, Mapping[str, int]],
    *,
    opened: Collection[str] = (),
) -> tuple[Group, ...]:
    """The filters as the form shows them; those without a value worth ticking are left out."""
    made = (_group(facet, counts, opened) for facet in facets)
    return tuple(group for group in made if group.items)


def _group(
    facet: AskedFacet, counts: Mapping[Facet, Mapping[str, int]], opened: Collection[str]
) -> Group:
    counted = counts.get(Facet(facet.name))
    chosen = set(slugs(facet.chosen))
    boxes = [_box(item, counted, item.value in chosen) for item in facet.items]
    items, more = _folded(boxes)
    return Group(
        legend=facet.legend,
        name=facet.name,
        items=items,
        more=more,
        chosen=len(chosen),
        open=facet.name in opened,
    )


def _box(item: Choice, counted: Mapping[str, int] | None, checked: bool) -> Box:
    return Box(item.value, item.text, checked, None if counted is None else counted.get(item.value, 0))


def _folded(boxes: Sequence[Box]) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """What shows at once and what is folded, both in the list's own order; ticked ones show."""
    if len(boxes) <= LONG:
        return tuple(boxes), ()
    useful = [box for box in boxes if box.checked or box.count is None or box.count]
    if len(useful) <= LONG:
        return tuple(useful), ()
    ranked = sorted(useful, key=lambda box: (not box.checked, -(box.count or 0)))
    first = {box.value for box in ranked[:SHOWN_AT_ONCE]} | {box.value for box in useful if box.checked}
    return (
        tuple(box for box in useful if box.value in first),
        tuple(box for box in useful if box.value not in first),
    )
