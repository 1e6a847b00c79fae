"""``/directory/``: one kind of entry at a time, filtered, by words, by letter and in pages. Two queries.

The search engine says what words mean and how many entries each value of a filter has; without it the
list looks for the words in titles and summaries itself.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import QueryDict

from directory.cards import EntryCard, entry_card
from directory.entries import Entry, Organisation, Resource, Service
from directory.querysets import (
    EntryQuerySet,
    OrganisationQuerySet,
    ResourceQuerySet,
    ServiceQuerySet,
)
from portal.base.paging import Paged, page_of
from portal.base.snapshot import Snapshot
from portal.vocabulary.facets import Chip, FacetKind, Facets, read_facets, replacing, said, say_unknown
from search.asked import AS_TYPED, SPELLING, AskedWords, asked_words, slugs
from search.documents import Facet
from search.facets import Group, groups_of
from search.lists import Correction, Listed, correction_of, listed, page_by_rank
from search.needs import with_narrower
from search.plan import Selection

DIMENSION = FacetKind("dimension", "Area of need", "areas")
NEED = FacetKind("need", "Need", "needs")
TYPE = FacetKind("type", "Type", "resource_types")
LEVEL = FacetKind("level", "Level", "levels")
PHASE = FacetKind("phase", "Phase", "phases")
AUDIENCE = FacetKind("audience", "Who it is for", "audiences")
DISTRICT = FacetKind("district", "District", "districts")

Rows = ResourceQuerySet | ServiceQuerySet | OrganisationQuerySet

OTHER_INITIALS = "0-9"
"""The last letter link: titles that begin with no letter of A to Z."""


def _resources(facets: Facets) -> ResourceQuerySet:
    rows: ResourceQuerySet = Resource.objects.live()
    types, levels = facets.ids("type"), facets.ids("level")
    rows = rows.filter(resource_type__in=types) if types else rows
    rows = rows.filter(level__in=levels) if levels else rows
    return (
        rows.in_areas(facets.ids("dimension"))
        .having("needs", with_narrower(facets.ids("need")))
        .having("phases", facets.ids("phase"))
        .having("audiences", facets.ids("audience"))
    )


def _services(facets: Facets) -> ServiceQuerySet:
    rows: ServiceQuerySet = Service.objects.live()
    return (
        rows.in_areas(facets.ids("dimension"))
        .having("needs", with_narrower(facets.ids("need")))
        .having("audiences", facets.ids("audience"))
        .serving(facets.ids("district"))
    )


def _organisations(facets: Facets) -> OrganisationQuerySet:
    rows: OrganisationQuerySet = Organisation.objects.live()
    return rows


@dataclass(frozen=True)
class EntryKind:
    """One tab: its value in addresses, its words, its filters and its rows."""

    value: str
    plural: str
    singular: str
    model: type[Entry]
    facets: tuple[FacetKind, ...]
    rows: Callable[[Facets], Rows]

    def count_words(self, count: int) -> str:
        """“70 resources”, “1 resource”, “No resources”."""
        if count == 1:
            return f"1 {self.singular}"
        return f"{count or 'No'} {self.plural.lower()}"


KINDS = {
    kind.value: kind
    for kind in (
        EntryKind(
            "resource",
            "Resources",
            "resource",
            Resource,
            (DIMENSION, NEED, TYPE, LEVEL, PHASE, AUDIENCE),
            _resources,
        ),
        EntryKind(
            "service",
            "Services",
            "service",
            Service,
            (DISTRICT, DIMENSION, NEED, AUDIENCE),
            _services,
        ),
        EntryKind("organisation", "Organisations", "organisation", Organisation, (), _organisations),
    )
}
ALL_FACETS = tuple(dict.fromkeys(facet for kind in KINDS.values() for facet in kind.facets))

_counts = Snapshot(
    lambda: {kind.value: kind.model.objects.live().count() for kind in KINDS.values()},
    Resource,
    Service,
    Organisation,
)


@dataclass(frozen=True)
class Tab:
    """A link to one kind of entry."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class Letter:
    """A link of the A to Z; without ``url`` no title begins so."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Listing:
    """All that the page shows."""

    kind: EntryKind
    tabs: list[Tab]
    facets: Facets
    groups: tuple[Group, ...]
    chips: list[Chip]
    words: str
    correction: Correction | None
    letter: str
    letters: list[Letter]
    cards: list[EntryCard]
    pages: dict[str, Any]
    count_words: str
    notices: list[str]
    clear_url: str
    all_letters_url: str

    @property
    def instead(self) -> list[dict[str, str]]:
        """Where to look when nothing fits."""
        others = [tab for tab in self.tabs if not tab.current and tab.count]
        return [
            {"label": f"All {self.kind.plural.lower()}", "url": self.clear_url},
            *({"label": tab.label, "url": tab.url} for tab in others),
            {"label": "Search the whole site", "url": "/search/"},
        ]


def listing(query: QueryDict) -> Listing:
    """Reads the address and finds the entries; what it cannot understand becomes a notice."""
    kind, letter, unknown = _kind(query), _letter(query), []
    if kind is None:
        unknown.append(f"kind “{said(query.getlist('kind')[-1])}”")
        kind = KINDS["resource"]
    if letter is None:
        unknown.append(f"letter “{said(str(query['letter']))}”")
        letter = ""
    facets = read_facets(query, kind.facets)
    typed = asked_words(query.get("q", "")) if kind.facets else AskedWords()
    words = typed.text
    helped = _helped(kind, facets, words, query)
    found = kind.rows(facets)
    if words:
        found = found.filter(_about(words, helped))
    initials = _by_letter(found.initials())
    count = initials.get(letter, 0) if letter else sum(initials.values())
    entries, paged = _page(_starting(found, letter), count, helped if not letter else None, query)
    notices = _notices([*unknown, *facets.unknown], _left_out(query, kind), typed.unused, paged.notice)
    return Listing(
        kind=kind,
        tabs=_tabs(kind),
        facets=facets,
        groups=groups_of(facets, helped.counts if helped and not letter else {}),
        chips=_chips(facets, words, query),
        words=typed.typed,
        correction=correction_of(helped.corrected if helped else "", words, query),
        letter=letter,
        letters=_letters(query, initials, letter),
        cards=[entry_card(entry) for entry in entries],
        pages=paged.links(query),
        count_words=kind.count_words(paged.page.paginator.count),
        notices=notices,
        clear_url=f"?kind={kind.value}",
        all_letters_url=replacing(query, letter=""),
    )


def _helped(kind: EntryKind, facets: Facets, words: str, query: QueryDict) -> Listed | None:
    """What the search engine knows of this kind; organisations are not searched."""
    if not kind.facets:
        return None
    chosen = {Facet(facet.name): slugs(facet.chosen) for facet in facets if facet.chosen}
    return listed(
        words,
        source=kind.value,
        selection=Selection({**chosen, Facet.KIND: (kind.value,)}),
        counting=[Facet(facet.name) for facet in facets],
        as_typed=query.get(SPELLING) == AS_TYPED,
    )


def _page(
    rows: EntryQuerySet, count: int, helped: Listed | None, query: QueryDict
) -> tuple[list[Entry], Paged]:
    """The entries of the page asked for: from A to Z, or the best match first where words were found."""
    if helped is None or helped.ranked is None:
        paged = page_of(rows, query.get("page"), count=count)
        return list(paged.page), paged
    return page_by_rank(rows, helped.ranked, query.get("page"))


def _about(words: str, helped: Listed | None) -> Q:
    """What the engine found for the words, or else what has every one of them."""
    if helped and helped.ranked is not None:
        return Q(pk__in=helped.ranked)
    return reduce(
        and_, (Q(title__icontains=word) | Q(summary__icontains=word) for word in words.split())
    )


def _chips(facets: Facets, words: str, query: QueryDict) -> list[Chip]:
    """Each chosen value, and the words, with the way to take it away."""
    return [*facets.chips, *([Chip(words, "Words", replacing(query, q=""))] if words else [])]


def _kind(query: QueryDict) -> EntryKind | None:
    asked = query.get("kind") or "resource"
    return KINDS.get(asked)


def _letter(query: QueryDict) -> str | None:
    """The letter asked for: empty for none, ``None`` for one that is no letter."""
    asked = query.get("letter", "").upper()
    known = asked in ("", OTHER_INITIALS) or (len(asked) == 1 and asked in string.ascii_uppercase)
    return asked if known else None


def _by_letter(initials: dict[str, int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for initial, count in initials.items():
        letter = initial if initial in string.ascii_uppercase else OTHER_INITIALS
        counts[letter] = counts.get(letter, 0) + count
    return counts


def _starting(rows: Rows, letter: str) -> EntryQuerySet:
    rows = rows.for_lists().with_initial().order_by(Lower("title"), "pk")
    if not letter:
        return rows
    if letter == OTHER_INITIALS:
        return rows.exclude(initial__in=list(string.ascii_uppercase))
    return rows.filter(initial=letter)


def _letters(query: QueryDict, counts: dict[str, int], chosen: str) -> list[Letter]:
    labels = [*string.ascii_uppercase, *([OTHER_INITIALS] if OTHER_INITIALS in counts else [])]
    return [
        Letter(
            label,
            replacing(query, letter=label.lower()) if label in counts or label == chosen else "",
            label == chosen,
        )
        for label in labels
    ]


def _tabs(current: EntryKind) -> list[Tab]:
    counts = _counts.get()
    return [
        Tab(kind.plural, f"?kind={kind.value}", counts[kind.value], kind is current)
        for kind in KINDS.values()
    ]


def _left_out(query: QueryDict, kind: EntryKind) -> list[str]:
    """Labels of filters that are asked for but that this kind of entry does not have."""
    return [
        facet.label.lower() for facet in ALL_FACETS if facet not in kind.facets and query.get(facet.name)
    ]


def _notices(unknown: list[str], left_out: list[str], *others: str) -> list[str]:
    notices = []
    if unknown:
        notices.append(say_unknown(unknown))
    if left_out:
        notices.append(f"This list cannot be narrowed by {', '.join(left_out)}, so we left that out.")
    return [*notices, *(notice for notice in others if notice)]
