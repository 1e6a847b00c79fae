"""``/training/``: the courses that an address asks for, filtered, ordered and in pages.

Two queries find the courses and their dates, one counts; an empty list costs one more, which says
what each filter takes away. The search engine says what words mean and how many courses each value of
a filter has; without it the list looks for the words itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Lower
from django.http import QueryDict

from portal.base.asked_days import AskedDay
from portal.base.paging import Paged, page_of
from portal.vocabulary.facets import Chip, replacing
from search import facets
from search.asked import AS_TYPED, SPELLING, slugs
from search.documents import Facet
from search.facets import Group
from search.lists import Correction, Counts, Listed, correction_of, listed, page_by_rank
from search.plan import Selection
from training import filters
from training.cards import CourseCard, cards_of
from training.filters import Asked
from training.querysets import CourseQuerySet
from training.session_rows import say_day

A_TO_Z = (Lower("title"), "pk")
"""Capitals count as small letters: SQLite would put every “e” after “Z”."""

ORDERS: dict[str, tuple[Any, ...]] = {
    "soonest": (F("next_start").asc(nulls_last=True), *A_TO_Z),
    "title": A_TO_Z,
    "newest": (F("first_published_at").desc(nulls_last=True), *A_TO_Z),
}
OPEN_AT_FIRST = ("dimension", "places")
"""Filters whose boxes show before anything is chosen."""


@dataclass(frozen=True)
class Suggestion:
    """A filter to take away when nothing was found, and what that would bring."""

    label: str
    url: str


DIRECTORY = Suggestion("Look for a resource in the directory", "/directory/")


@dataclass(frozen=True)
class Nothing:
    """The variables of ``components/empty-state.html``."""

    title: str
    text: str
    actions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that the page shows."""

    groups: tuple[Group, ...]
    dates: tuple[AskedDay, AskedDay]
    dates_open: bool
    words: str
    chips: tuple[Chip, ...]
    sort: str
    sorts: tuple[tuple[str, str], ...]
    cards: list[CourseCard]
    pages: dict[str, Any]
    count_words: str
    notices: tuple[str, ...]
    nothing: Nothing | None
    correction: Correction | None
    whats_on: bool
    calendar_href: str

    @property
    def errors(self) -> list[AskedDay]:
        """Date fields that could not be used."""
        return [field for field in self.dates if field.error]


def catalogue(query: QueryDict, courses: CourseQuerySet) -> Catalogue:
    """Reads the address and finds the courses; what it cannot understand becomes a notice."""
    asked = filters.read(query, also=frozenset({SPELLING}))
    helped = _helped(asked, query)
    asked = replace(asked, ranked=helped.ranked if helped else None)
    cards, paged = _page(asked, query, courses)
    count = paged.page.paginator.count
    return Catalogue(
        groups=groups_of(asked, helped.counts if helped else {}),
        dates=(asked.first, asked.last),
        dates_open=bool(asked.first.text or asked.last.text),
        words=asked.text,
        chips=chips_of(asked, query),
        sort=asked.sort,
        sorts=_sorts(asked),
        cards=cards,
        pages=paged.links(query),
        count_words=_count_words(count),
        notices=(*asked.notices, *([paged.notice] if paged.notice else [])),
        nothing=None if count else _nothing(asked, query, courses),
        correction=correction_of(helped.corrected if helped else "", asked.text, query),
        whats_on=is_whats_on(query),
        calendar_href=_calendar_href(query, asked),
    )


def _page(asked: Asked, query: QueryDict, courses: CourseQuerySet) -> tuple[list[CourseCard], Paged]:
    """The cards of the page asked for."""
    found = courses.listed().filter(filters.find(courses, asked))
    dated = found.with_next(filters.find_sessions(courses, asked))
    if asked.sort == filters.BEST and asked.ranked is not None:
        rows, paged = page_by_rank(dated, asked.ranked, query.get("page"))
        return cards_of(rows), paged
    count = found.count()
    order = ORDERS.get(asked.sort, ORDERS["soonest"])
    paged = page_of(dated.order_by(*order), query.get("page"), count=count)
    return (cards_of(list(paged.page)) if count else []), paged


def _sorts(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Orders to choose from: the best match where the engine found the words, and first as it is usual."""
    best = ((filters.BEST, "Best match first"),) if asked.ranked is not None else ()
    return (*best, *filters.SORTS.items())


def _helped(asked: Asked, query: QueryDict) -> Listed | None:
    """What the search engine knows. Families' courses are counted where choosing them would bring them."""
    values = {Facet(facet.name): slugs(facet.chosen) for facet in asked.facets if facet.chosen}
    everybody = {**values, Facet.KIND: ("course", "parent_session")}
    chosen = everybody if Facet.AUDIENCE in values else {**values, Facet.KIND: ("course",)}
    days = (asked.first.day, asked.last.day)
    selection, wider = Selection(chosen, *days), Selection(everybody, *days)
    return listed(
        " ".join(asked.words),
        source="course",
        selection=selection,
        counting={
            Facet(facet.name): wider if facet.name == Facet.AUDIENCE else selection
            for facet in asked.facets
        },
        as_typed=query.get(SPELLING) == AS_TYPED,
    )


def _calendar_href(query: QueryDict, asked: Asked) -> str:
    """The calendar with the same filters, open at the month of the first day asked for."""
    rest = query.copy()
    for name in ("page", "sort", "from", "to"):
        rest.pop(name, None)
    if asked.first.day:
        rest["month"] = f"{asked.first.day:%Y-%m}"
    return f"/training/calendar/?{rest.urlencode()}" if rest else "/training/calendar/"


def is_whats_on(query: QueryDict) -> bool:
    """Whether the address is that of the door “What’s on”: dates with places left, soonest first."""
    return query.get("places") == "left" and query.get("sort") == "soonest"


def groups_of(asked: Asked, counts: Counts | None = None) -> tuple[Group, ...]:
    """The filters as the form shows them."""
    return facets.groups_of(asked.facets, counts or {}, opened=OPEN_AT_FIRST)


def chips_of(asked: Asked, query: QueryDict) -> tuple[Chip, ...]:
    """Each chosen value with the way to take it away."""
    chips = list(asked.facets.chips)
    chips += [
        Chip(say_day(field.day), field.label, replacing(query, **{field.name: ""}))
        for field in (asked.first, asked.last)
        if field.day
    ]
    if asked.words:
        chips.append(Chip(" ".join(asked.words), "Words", replacing(query, q="")))
    return tuple(chips)


def _nothing(asked: Asked, query: QueryDict, courses: CourseQuerySet) -> Nothing:
    """Why there is nothing, and which filters to take away: those first that bring most, the words last,
    as they are what the reader wants."""
    names = list(asked.values)
    if not names:
        return Nothing(
            "There are no courses yet", "Come back soon, or look in the directory.", (DIRECTORY,)
        )
    counts = courses.listed().aggregate(
        **{
            f"without_{name}": Count("pk", filter=filters.find(courses, asked, leaving_out=name))
            for name in names
        }
    )
    brought = sorted(
        ((counts[f"without_{name}"], name) for name in names), key=lambda row: (row[1] == "q", -row[0])
    )
    actions = tuple(
        Suggestion(
            f"Without “{filters.label_of(asked, name)}”: {_count_words(number)}",
            replacing(query, **{name: ""}),
        )
        for number, name in brought
        if number
    )
    if actions:
        return Nothing("No course fits all of that", "Take one filter away:", actions)
    text = "No single filter stands in the way. Start again, or look in the directory."
    return Nothing("No course fits all of that", text, (Suggestion("Clear all filters", "?"), DIRECTORY))


def _count_words(count: int) -> str:
    return "1 course" if count == 1 else f"{count or 'No'} courses"
