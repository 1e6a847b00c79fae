"""What can be found, and where it comes from. Apps higher up register both in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Expression, QuerySet

from portal.vocabulary.places import Place
from search.documents import SearchDocument
from search.engine import Hit
from search.plan import Selection
from search.results import Result
from search.whereabouts import Whereabouts


@dataclass(frozen=True)
class Kind:
    """One kind of result, as addresses and filters name it.

    ``label`` is what one of them is called, ``order`` its place among the filters. ``dated`` says that
    things of this kind have dates.
    """

    slug: str
    label: str
    plural: str
    order: int
    dated: bool = False


class Source(Protocol):
    """Rows of one model, some or all of which can be found. ``name`` begins the keys of its documents."""

    name: str

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds of result that its rows can be."""
        ...

    def public(self) -> QuerySet[Any]:
        """Rows that everybody may find now: no draft, nothing restricted, withdrawn or expired."""
        ...

    def documents(self, pks: Sequence[int]) -> list[SearchDocument]:
        """Documents of the public ones among these rows, in a few queries for any number."""
        ...

    def results(self, pks: Sequence[int]) -> dict[int, Result]:
        """What readers see of the public ones among these rows, in a few queries for any number."""
        ...

    def whereabouts(self, pks: Sequence[int]) -> dict[int, Whereabouts]:
        """Where these of its rows are and what they serve, in one query; what is nowhere is left out."""
        ...

    def kind_of(self) -> Expression:
        """The slug of a row's kind, within a query."""
        ...

    def narrow(self, rows: QuerySet[Any], selection: Selection) -> QuerySet[Any]:
        """Those of its rows that meet a selection, its kinds left out; for a search without an engine."""
        ...

    def ordering(self) -> dict[str, Any]:
        """``next_start``, ``changed`` and ``overdue`` (1 or 0) of a row, within a query."""
        ...

    def due(self, after: datetime, until: datetime) -> Iterable[int]:
        """Rows whose document is another at ``until`` than at ``after`` because time has passed."""
        ...


_kinds: dict[str, Kind] = {}
_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Makes what ``source`` has findable. Registering a name again replaces it."""
    _sources[source.name] = source
    _kinds.update({kind.slug: kind for kind in source.kinds})


def all_kinds() -> list[Kind]:
    """Every kind, in the order of the filters."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def all_sources() -> list[Source]:
    """Every source, in the order in which they were registered."""
    return list(_sources.values())


def key_of(source: str, pk: int) -> str:
    """The key of a row's document."""
    return f"{source}:{pk}"


def by_source(keys: Iterable[str]) -> dict[str, list[int]]:
    """The primary keys that ``keys`` name, for each source; what nobody registered is left out."""
    found: dict[str, list[int]] = {}
    for key in keys:
        name, _colon, pk = key.partition(":")
        if name in _sources and pk.isascii() and pk.isdigit():
            found.setdefault(name, []).append(int(pk))
    return found


def documents(keys: Iterable[str]) -> list[SearchDocument]:
    """Documents of what is public among ``keys`` now, in no order."""
    return [
        document for name, pks in by_source(keys).items() for document in _sources[name].documents(pks)
    ]


def results(hits: Sequence[Hit], near: Place | None = None) -> list[Result]:
    """What readers see of these hits, in their order; what is public no more is left out. Who named a
    place is told how near they are."""
    named = by_source(hit.key for hit in hits)
    found = {
        key_of(name, pk): result
        for name, pks in named.items()
        for pk, result in _sources[name].results(pks).items()
    }
    seen = _seen_from(near, named) if near else {}
    return [
        replace(
            found[hit.key],
            key=hit.key,
            excerpt=hit.excerpt,
            pinned=hit.pinned,
            near=seen.get(hit.key, ""),
        )
        for hit in hits
        if hit.key in found
    ]


def _seen_from(place: Place, named: Mapping[str, Sequence[int]]) -> dict[str, str]:
    return {
        key_of(name, pk): whereabouts.seen_from(place)
        for name, pks in named.items()
        for pk, whereabouts in _sources[name].whereabouts(pks).items()
    }
