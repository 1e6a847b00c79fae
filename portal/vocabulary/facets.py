"""Filters of public lists: repeatable parameters of an address whose values are vocabulary slugs.

A value we do not know is named to the reader and left out; it never empties a list or breaks a page.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.vocabulary.registry import terms

VALUES_READ = 40
"""Values of one parameter that are looked at; nobody ticks more boxes than a list has."""
UNKNOWN_NAMED = 5
UNKNOWN_NAMES = 3
SHOWN_CHARACTERS = 60
NEWSLETTER_MARKS = ("utm_", "fbclid", "mc_")


@dataclass(frozen=True)
class FacetKind:
    """A filter: its parameter, its label, the vocabulary list, and whether to use plain words.

    ``noun`` is what a sentence calls one value, where the label would not do.
    """

    name: str
    label: str
    list_name: str
    plain: bool = False
    noun: str = ""


@dataclass(frozen=True)
class Choice:
    """One box of a filter."""

    value: str
    text: str
    checked: bool


@dataclass(frozen=True)
class Facet:
    """A filter as read from an address: what can be chosen and the terms that are."""

    name: str
    legend: str
    items: tuple[Choice, ...]
    chosen: tuple[Any, ...]

    @property
    def ids(self) -> list[int]:
        """Ids of the chosen terms."""
        return [term.pk for term in self.chosen]


@dataclass(frozen=True)
class Chip:
    """A chosen value and the address that takes it away again."""

    label: str
    group: str
    remove_href: str


@dataclass(frozen=True)
class Facets:
    """All filters of a list and the words that were not understood, as ``need “foo”``."""

    by_name: Mapping[str, Facet]
    unknown: tuple[str, ...]
    query: QueryDict

    def __iter__(self) -> Any:
        return iter(self.by_name.values())

    def ids(self, name: str) -> list[int]:
        """Ids chosen for the filter ``name``; none when the list has no such filter."""
        facet = self.by_name.get(name)
        return facet.ids if facet else []

    @property
    def active(self) -> bool:
        """Whether anything is chosen."""
        return any(facet.chosen for facet in self)

    @property
    def chips(self) -> list[Chip]:
        """Each chosen value with the way to take it away."""
        return [
            Chip(choice.text, facet.legend, without(self.query, facet.name, choice.value))
            for facet in self
            for choice in facet.items
            if choice.checked
        ]


def read_facets(query: QueryDict, kinds: Iterable[FacetKind]) -> Facets:
    """Reads the filters ``kinds`` from the address."""
    found: dict[str, Facet] = {}
    unknown: list[str] = []
    for kind in kinds:
        words = terms(kind.list_name)
        asked = [value for value in query.getlist(kind.name)[:VALUES_READ] if value]
        chosen = [words.by_slug[value] for value in dict.fromkeys(asked) if value in words.by_slug]
        unknown += _unknown(kind.noun or kind.label, asked, words.by_slug)
        found[kind.name] = Facet(
            kind.name, kind.label, _choices(words, chosen, plain=kind.plain), tuple(chosen)
        )
    return Facets(found, tuple(unknown[:UNKNOWN_NAMED]), query)


def read_closed(
    query: QueryDict,
    name: str,
    label: str,
    choices: Mapping[str, str],
    *,
    noun: str = "",
    also: Collection[str] = (),
) -> tuple[Facet, list[str]]:
    """A filter whose values are no vocabulary list, and the words for values that it does not have.

    ``also`` are values that mean the same as choosing nothing.
    """
    given = dict.fromkeys(query.getlist(name)[:VALUES_READ])
    asked = [value for value in given if value and value not in also]
    boxes = tuple(Choice(value, words, value in asked) for value, words in choices.items())
    chosen = tuple(value for value in asked if value in choices)
    return Facet(name, label, boxes, chosen), _unknown(noun or label, asked, choices)


def _unknown(noun: str, asked: Iterable[str], known: Container[str]) -> list[str]:
    return [f"{noun.lower()} “{said(value)}”" for value in asked if value not in known]


def say_unknown(unknown: Sequence[str]) -> str:
    """What to tell a reader whose address asks for what we do not know; empty when it does not."""
    if not unknown:
        return ""
    return f"We do not know the {', the '.join(unknown[:UNKNOWN_NAMED])}, so we left it out."


def unknown_names(query: QueryDict, known: Container[str]) -> str:
    """Names in the address that no filter has, in words; marks that newsletters add are let be."""
    names = [
        f"“{said(name)}”"
        for name in query
        if name not in known and not name.startswith(NEWSLETTER_MARKS)
    ]
    return ", ".join(names[:UNKNOWN_NAMES])


def _choices(words: Any, chosen: Sequence[Any], *, plain: bool) -> tuple[Choice, ...]:
    """Choosable terms, and retired ones that the address names."""
    rows = [row for row in words.rows if not row.retired or row in chosen]
    return tuple(
        Choice(row.slug, (row.plain_name or row.name) if plain else row.name, row in chosen)
        for row in rows
    )


def said(value: str) -> str:
    """A stranger's words cut to a length that a sentence can hold."""
    return value[:SHOWN_CHARACTERS] + ("…" if len(value) > SHOWN_CHARACTERS else "")


def without(query: QueryDict, name: str, value: str) -> str:
    """The query without one value, back on the first page; starts with “?”."""
    rest = query.copy()
    rest.setlist(name, [other for other in rest.getlist(name) if other != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def replacing(query: QueryDict, **changes: str) -> str:
    """The query with these parameters replaced (dropped when empty), back on the first page."""
    rest = query.copy()
    rest.pop("page", None)
    for name, value in changes.items():
        if value:
            rest[name] = value
        else:
            rest.pop(name, None)
    return f"?{rest.urlencode()}"
