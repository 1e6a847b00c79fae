"""What an address asks of “what's on near me this term”: a place, who it is for, phases and a term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from portal.base import clock
from portal.vocabulary.facets import (
    Facet,
    FacetKind,
    read_closed,
    read_facets,
    said,
    say_unknown,
    unknown_names,
)
from portal.vocabulary.places import Place, PlaceKind, is_outcode, is_postcode, look_up
from portal.vocabulary.registry import terms
from portal.vocabulary.school_terms import SchoolTerm, term_after, term_from

WHO = {
    "schools": "People who work in schools and settings",
    "families": "Parents, carers and young people",
}
TERMS = {"this": "This term", "next": "Next term"}
NAMES = frozenset({"near", "district", "for", "term", "phase"})
WEEKS = 10
"""How far we look where no terms are kept."""
LONGEST = 100
HOW = "Enter a postcode, its first half such as CT10, or a town or district in Kent."


@dataclass(frozen=True)
class Span:
    """The days that count as the term; ``name`` is empty where no terms are kept."""

    first: date
    last: date
    words: str
    name: str = ""
    example: bool = False


@dataclass(frozen=True)
class NearAsked:
    """What was understood. ``error`` is about the place; ``notices`` about the rest."""

    text: str
    place: Place | None
    district: Any
    family: bool
    phases: Facet
    span: Span
    is_next: bool
    has_next: bool
    error: str
    notices: tuple[str, ...]


def read(query: QueryDict) -> NearAsked:
    """Reads the address. Nothing in it raises."""
    who, strange = read_closed(query, "for", "Who it is for", WHO)
    term, odd = read_closed(query, "term", "Term", TERMS)
    family = "families" in who.chosen
    listed = read_facets(query, [FacetKind("phase", "Phase", "phases", plain=family)])
    text = query.get("near", "").strip()
    place = look_up(text[:LONGEST]) if text else None
    is_next = "next" in term.chosen
    span, has_next = _span(clock.today(), is_next=is_next)
    notices = (say_unknown([*listed.unknown, *strange, *odd]), _unknown_names(query))
    return NearAsked(
        text=text[:LONGEST],
        place=place,
        district=_district(place, query.get("district", "")),
        family=family,
        phases=listed.by_name["phase"],
        span=span,
        is_next=is_next and has_next,
        has_next=has_next,
        error=_error(query, text, place),
        notices=tuple(words for words in notices if words),
    )


def coarser(query: QueryDict) -> QueryDict | None:
    """The same question with the first half of a whole postcode and its district, so that nobody's
    own postcode stays in an address; None when it has none.
    """
    text = query.get("near", "")[:LONGEST]
    place = look_up(text) if is_postcode(text) else None
    if place is None:
        return None
    rest = query.copy()
    rest["near"] = place.name.split()[0]
    rest["district"] = place.district
    return rest


def _district(place: Place | None, asked: str) -> Any:
    """The district that the place lies in: as a whole postcode told us, or where most of it lies."""
    if place is None:
        return None
    by_slug = terms("districts").by_slug
    told = by_slug.get(asked) if place.kind is PlaceKind.OUTCODE else None
    return told or by_slug.get(place.district)


def _span(today: date, *, is_next: bool) -> tuple[Span, bool]:
    """The days asked for, and whether a next term is known."""
    term = term_from(today)
    if term is None:
        words = f"in the next {WEEKS} weeks"
        return Span(today, today + timedelta(weeks=WEEKS), words), False
    following = term_after(term)
    if is_next and following:
        return _of(following, today), True
    return _of(term, today), following is not None


def _of(term: SchoolTerm, today: date) -> Span:
    until = f"until {clock.say_date(term.ends_on)}"
    words = until if term.starts_on <= today else f"from {clock.say_date(term.starts_on)} {until}"
    return Span(max(term.starts_on, today), term.ends_on, words, term.name, term.demonstration)


def _error(query: QueryDict, text: str, place: Place | None) -> str:
    if place or "near" not in query:
        return ""
    if not text:
        return HOW
    if is_postcode(text) or is_outcode(text):
        return f"We do not know {said(text.upper())}: it may be outside Kent. {HOW}"
    return f"We do not know a place called “{said(text)}”. {HOW}"


def _unknown_names(query: QueryDict) -> str:
    names = unknown_names(query, NAMES)
    return f"This page asks for nothing called {names}, so we left it out." if names else ""
