"""What an address asks of the search. Whatever somebody types, what leaves here is plain and bounded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from portal.base.asked_days import AskedDay, read_days
from portal.vocabulary.choices import Format
from portal.vocabulary.facets import (
    FacetKind,
    Facets,
    read_closed,
    read_facets,
    said,
    say_unknown,
    unknown_names,
)
from portal.vocabulary.places import Place, PlaceKind, is_outcode, is_postcode, look_up
from portal.vocabulary.registry import terms
from search.documents import Facet
from search.kinds import all_kinds
from search.plan import Selection, Sort
from search.understanding.normal import LONGEST, plain
from search.understanding.question import read_question

PLACE_LENGTH = 60
LISTED = (
    FacetKind(Facet.NEED, "Need", "needs"),
    FacetKind(Facet.DIMENSION, "Area of need", "areas"),
    FacetKind(Facet.PHASE, "Phase", "phases"),
    FacetKind(Facet.AUDIENCE, "Who it is for", "audiences"),
    FacetKind(Facet.DISTRICT, "District", "districts"),
    FacetKind(Facet.LEVEL, "Level", "levels"),
)
COSTS = {"free": "Free", "paid": "Chargeable"}
PLACES = {"left": "Places left"}
SORTS = {
    Sort.BEST: "Best match",
    Sort.SOONEST: "Soonest first",
    Sort.NEWEST: "Newest first",
    Sort.NEAREST: "Nearest first",
}
WITHIN = "within"
"""The district that a whole postcode lies in, kept beside its first half."""
SPELLING = "spelling"
"""Says ``as-typed`` where the reader wants the words searched as they are."""
AS_TYPED = "as-typed"
NAMES = frozenset({*Facet, "q", "near", WITHIN, SPELLING, "from", "to", "sort", "page"})
HOW = "Enter a postcode, its first half such as CT10, or a town or district in Kent."
ORDER = (
    Facet.KIND,
    Facet.NEED,
    Facet.DIMENSION,
    Facet.PHASE,
    Facet.AUDIENCE,
    Facet.DISTRICT,
    Facet.FORMAT,
    Facet.COST,
    Facet.PLACES,
    Facet.LEVEL,
)
"""In this order the filters stand on the page."""


@dataclass(frozen=True)
class AskedWords:
    """The words asked for: ``typed`` is kept for the field, ``text`` is what can be looked for.

    ``wordless`` says that something was typed that has no word in it: then there is no ``text``.
    """

    typed: str = ""
    text: str = ""
    shortened: bool = False
    wordless: bool = False

    @property
    def unused(self) -> str:
        """What is said where the rest of the question is answered without them."""
        if not self.wordless:
            return ""
        what = f"“{said(self.typed)}”" if self.typed else "What you typed"
        return f"{what} has no word to look for, so we left it out."


@dataclass(frozen=True)
class AskedPlace:
    """The place asked for: the text is kept, whatever it is; ``error`` says what is wrong."""

    text: str = ""
    place: Place | None = None
    error: str = ""

    id = "filter-near"
    label = "Near"


@dataclass(frozen=True)
class Asked:
    """What was understood of the address. ``address`` says the same again, without what was not."""

    words: AskedWords
    facets: Facets
    first: AskedDay
    last: AskedDay
    near: AskedPlace
    sort: Sort
    as_typed: bool
    notices: tuple[str, ...]
    address: QueryDict

    @property
    def text(self) -> str:
        """What is looked for; empty where no word was asked."""
        return self.words.text

    @property
    def selection(self) -> Selection:
        """What the reader chose, as an engine takes it."""
        values = {Facet(facet.name): slugs(facet.chosen) for facet in self.facets if facet.chosen}
        return Selection(values, self.first.day, self.last.day, self.near.place)

    @property
    def anything(self) -> bool:
        """Whether there is anything to look for: words, or a filter."""
        return bool(
            self.text or self.facets.active or self.first.day or self.last.day or self.near.place
        )

    @property
    def errors(self) -> list[AskedDay | AskedPlace]:
        """Fields that could not be used."""
        return [field for field in (self.near, self.first, self.last) if field.error]


def slugs(chosen: tuple[Any, ...]) -> tuple[str, ...]:
    """Values of a facet as addresses and engines name them."""
    return tuple(getattr(value, "slug", value) for value in chosen)


def read(query: QueryDict) -> Asked:
    """Reads the address. Nothing in it raises: what makes no sense is said in ``notices``."""
    listed = read_facets(query, LISTED)
    closed = [
        read_closed(query, Facet.KIND, "Kind", {kind.slug: kind.plural for kind in all_kinds()}),
        read_closed(query, Facet.FORMAT, "How it is given", dict(Format.choices)),
        read_closed(query, Facet.COST, "Cost", COSTS),
        read_closed(query, Facet.PLACES, "Availability", PLACES, also=("any",)),
    ]
    by_name = {**listed.by_name, **{facet.name: facet for facet, _unknown in closed}}
    unknown = [*listed.unknown, *(words for _facet, found in closed for words in found)]
    facets = Facets({name: by_name[name] for name in ORDER}, tuple(unknown), query)
    first, last = read_days(query)
    near = _near(query)
    sort, sort_notice = _sort(query.get("sort", ""), near)
    words = asked_words(query.get("q", ""))
    notices = (
        say_unknown(unknown),
        _unknown_names(query),
        f"We searched for the first {LONGEST} characters of what you typed." if words.shortened else "",
        sort_notice,
    )
    said_again = _address(words.text, facets, (first, last), near, sort, query)
    return Asked(
        words=words,
        facets=Facets(facets.by_name, facets.unknown, said_again),
        first=first,
        last=last,
        near=near,
        sort=sort,
        as_typed=query.get(SPELLING) == AS_TYPED,
        notices=tuple(notice for notice in notices if notice),
        address=said_again,
    )


def read_words(typed: str) -> tuple[str, bool]:
    """Plain text of at most ``LONGEST`` characters, and whether more was typed."""
    return " ".join(plain(typed[:LONGEST]).split()), len(typed) > LONGEST


def asked_words(typed: str) -> AskedWords:
    """What of it can be looked for."""
    words, shortened = read_words(typed)
    text = words if read_question(words).tokens else ""
    return AskedWords(words, text, shortened, wordless=bool(typed.strip()) and not text)


def coarser(query: QueryDict) -> QueryDict | None:
    """The same question with the first half of a whole postcode and its district, so that nobody's
    own postcode stays in an address; None when it has none.
    """
    text = _near_text(query)
    place = look_up(text) if is_postcode(text) else None
    if place is None:
        return None
    rest = query.copy()
    rest["near"] = place.name.split()[0]
    rest[WITHIN] = place.district
    return rest


def _near_text(query: QueryDict) -> str:
    return read_words(query.get("near", ""))[0][:PLACE_LENGTH]


def _near(query: QueryDict) -> AskedPlace:
    text = _near_text(query)
    if not text:
        return AskedPlace()
    place = look_up(text)
    if place is None:
        strange = is_postcode(text) or is_outcode(text)
        what = f"{said(text.upper())}: it may be outside Kent" if strange else f"“{said(text)}” in Kent"
        return AskedPlace(text, None, f"We do not know {what}. {HOW}")
    told = query.get(WITHIN, "")
    if place.kind is PlaceKind.OUTCODE and told in terms("districts").by_slug:
        place = replace(place, district=told)
    return AskedPlace(text, place)


def _sort(asked: str, near: AskedPlace) -> tuple[Sort, str]:
    if not asked:
        return Sort.BEST, ""
    if asked not in set(Sort):
        return Sort.BEST, f"We cannot sort by “{said(asked)}”, so the best matches come first."
    if asked == Sort.NEAREST and near.place is None:
        return Sort.BEST, "" if near.error else "Say near which place, and we put the nearest first."
    return Sort(asked), ""


def _unknown_names(query: QueryDict) -> str:
    names = unknown_names(query, NAMES)
    return f"The search has no filter called {names}, so we left it out." if names else ""


def _address(  # noqa: PLR0917 - all that an address says
    text: str,
    facets: Facets,
    days: tuple[AskedDay, AskedDay],
    near: AskedPlace,
    sort: Sort,
    query: QueryDict,
) -> QueryDict:
    found = QueryDict(mutable=True)
    if text:
        found["q"] = text
    for facet in facets:
        if facet.chosen:
            found.setlist(facet.name, list(slugs(facet.chosen)))
    for field in days:
        if field.day:
            found[field.name] = field.day.isoformat()
    if near.place:
        found["near"] = near.text
        if near.place.kind is PlaceKind.OUTCODE and near.place.district == query.get(WITHIN):
            found[WITHIN] = near.place.district
    if text and query.get(SPELLING) == AS_TYPED:
        found[SPELLING] = AS_TYPED
    if sort is not Sort.BEST:
        found["sort"] = sort.value
    return found
