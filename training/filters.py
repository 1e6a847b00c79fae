"""The catalogue's filters: read from an address, and turned into conditions on courses.

``docs/rules/catalogue.md`` says in plain words what each filter finds. Filters about dates hold for
one and the same session: a course held online in May and in Thanet in June is no course that is
online and in June.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from portal.base.asked_days import AskedDay, read_days
from portal.base.relations import related_to
from portal.vocabulary.choices import AudienceGroup, Format
from portal.vocabulary.facets import (
    FacetKind,
    Facets,
    read_closed,
    read_facets,
    said,
    say_unknown,
    unknown_names,
)
from search.asked import asked_words
from search.needs import with_narrower
from training.choices import Funding
from training.querysets import CourseQuerySet, SessionQuerySet

KINDS = (
    FacetKind("dimension", "Area of need", "areas"),
    FacetKind("need", "Need", "needs"),
    FacetKind("level", "Level", "levels"),
    FacetKind("phase", "Phase", "phases"),
    FacetKind("audience", "Who it is for", "audiences"),
    FacetKind("district", "District", "districts"),
)
COSTS = {"free": "Free to Kent schools", "paid": "Chargeable"}
PLACES = {"left": "Places left"}
BEST = "best"
"""The order of words that the search engine understood: the best match first."""
SORTS = {"soonest": "Soonest first", "title": "By title, A to Z", "newest": "Newest first"}
SAME_AS_SOONEST = ("", BEST)
"""Values of ``sort`` that mean “soonest” where there are no words to match."""

NAMES = frozenset(
    {*(kind.name for kind in KINDS), "format", "cost", "places", "from", "to", "q", "sort", "page"}
)
WORDS_READ = 8
WORDS_LENGTH = 100


@dataclass(frozen=True)
class Asked:
    """Everything the address asks of the catalogue, and what of it was not understood."""

    facets: Facets
    first: AskedDay
    last: AskedDay
    words: tuple[str, ...]
    text: str
    sort: str
    notices: tuple[str, ...]
    ranked: tuple[int, ...] | None = None
    """Courses that the search engine found for the words, the best first; None where it was not asked."""

    @property
    def values(self) -> dict[str, Any]:
        """What is asked, by filter; only filters that are set."""
        given: dict[str, Any] = {facet.name: facet.chosen for facet in self.facets}
        given |= {"from": self.first.day, "to": self.last.day, "q": self.words}
        return {name: value for name, value in given.items() if value}

    def ids(self, name: str) -> list[int]:
        """Ids of the terms chosen in one filter."""
        return self.facets.ids(name)

    def chosen(self, name: str) -> tuple[Any, ...]:
        """Values chosen in a filter that is no vocabulary list."""
        return self.facets.by_name[name].chosen


def read(query: QueryDict, *, also: frozenset[str] = frozenset()) -> Asked:
    """Reads the address. Nothing in it raises: what makes no sense is said in ``notices``.

    ``also`` names parameters that the page at hand reads beside the filters.
    """
    listed = read_facets(query, KINDS)
    closed = [
        read_closed(query, "format", "How it is given", dict(Format.choices)),
        read_closed(query, "cost", "Cost", COSTS),
        read_closed(query, "places", "Availability", PLACES, also=("any",)),
    ]
    by_name = {**listed.by_name, **{facet.name: facet for facet, _unknown in closed}}
    unknown = [*listed.unknown, *(words for _facet, found in closed for words in found)]
    first, last = read_days(query)
    typed = asked_words(query.get("q", ""))
    words, shortened = _words(typed.text)
    sort, sort_notice = _sort(query.get("sort", ""), BEST if words else "soonest")
    notices = [
        say_unknown(unknown),
        _unknown_names(query, NAMES | also),
        typed.unused,
        shortened,
        sort_notice,
    ]
    return Asked(
        facets=Facets(by_name, tuple(unknown), query),
        first=first,
        last=last,
        words=words,
        text=typed.typed,
        sort=sort,
        notices=tuple(notice for notice in notices if notice),
    )


def find(courses: CourseQuerySet, asked: Asked, *, leaving_out: str = "") -> Q:
    """The condition for ``courses`` to be found; ``leaving_out`` one filter, to see what it costs."""
    themselves = of_courses(courses, asked, leaving_out=leaving_out)
    return themselves & of_dates(courses, asked, leaving_out=leaving_out)


def of_courses(courses: CourseQuerySet, asked: Asked, *, leaving_out: str = "") -> Q:
    """The part of the condition that is about courses themselves, whatever dates they have."""
    condition = chosen_of_courses(courses, asked, leaving_out=leaving_out)
    if "audience" not in asked.values or leaving_out == "audience":
        condition &= Q(courses.aimed_at(AudienceGroup.PROFESSIONAL))
    return condition


def chosen_of_courses(courses: CourseQuerySet, asked: Asked, *, leaving_out: str = "") -> Q:
    """The same with courses for families among the others, unless an audience was chosen."""
    condition = Q()
    for name, of_course in COURSE_FILTERS.items():
        if name in asked.values and name != leaving_out:
            condition &= of_course(courses, asked)
    return condition


def of_dates(courses: CourseQuerySet, asked: Asked, *, leaving_out: str = "") -> Q:
    """The part about dates: one and the same has to meet all of it; without any, a course has its format."""
    names = {name for name in SESSION_FILTERS if name in asked.values} - {leaving_out}
    if not names:
        return Q()
    meeting = find_sessions(courses, asked, leaving_out=leaving_out)
    condition = Q(Exists(meeting.filter(course=OuterRef("pk"))))
    if names == {"format"}:
        dated = Exists(courses.session_rows().filter(course=OuterRef("pk")))
        condition |= Q(~dated, format__in=asked.chosen("format"))
    return condition


def find_sessions(courses: CourseQuerySet, asked: Asked, *, leaving_out: str = "") -> SessionQuerySet:
    """The upcoming sessions that meet all filters about dates at once."""
    rows = courses.session_rows()
    for name, narrow in SESSION_FILTERS.items():
        if name in asked.values and name != leaving_out:
            rows = narrow(rows, asked)
    return rows


def _areas(courses: CourseQuerySet, asked: Asked) -> Q:
    ids = asked.ids("dimension")
    return Q(area_of_need__in=ids) | Q(related_to(courses.model, "also_areas", ids))


def _text(_courses: CourseQuerySet, asked: Asked) -> Q:
    if asked.ranked is not None:
        return Q(pk__in=asked.ranked)
    condition = Q()
    for word in asked.words:
        condition &= Q(title__icontains=word) | Q(summary__icontains=word)
    return condition


def _cost(_courses: CourseQuerySet, asked: Asked) -> Q:
    meant = {"free": Funding.CORE_OFFER, "paid": Funding.CHARGEABLE}
    return Q(funding__in=[meant[value] for value in asked.chosen("cost")])


COURSE_FILTERS: dict[str, Callable[[CourseQuerySet, Asked], Q]] = {
    "dimension": _areas,
    "need": lambda courses, asked: Q(
        related_to(courses.model, "needs", with_narrower(asked.ids("need")))
    ),
    "level": lambda _courses, asked: Q(level__in=asked.ids("level")),
    "phase": lambda courses, asked: Q(related_to(courses.model, "phases", asked.ids("phase"))),
    "audience": lambda courses, asked: Q(related_to(courses.model, "audiences", asked.ids("audience"))),
    "cost": _cost,
    "q": _text,
}
SESSION_FILTERS: dict[str, Callable[[SessionQuerySet, Asked], SessionQuerySet]] = {
    "district": lambda rows, asked: rows.within_reach_of(asked.ids("district")),
    "format": lambda rows, asked: rows.filter(format__in=asked.chosen("format")),
    "from": lambda rows, asked: rows.between(asked.first.day, None),
    "to": lambda rows, asked: rows.between(None, asked.last.day),
    "places": lambda rows, _asked: rows.with_places(),
}


def _words(text: str) -> tuple[tuple[str, ...], str]:
    words = text.split()
    kept = tuple(word[:WORDS_LENGTH] for word in words[:WORDS_READ])
    if len(words) > WORDS_READ:
        return kept, f"We looked for your first {WORDS_READ} words only."
    return kept, ""


def _sort(asked: str, usual: str) -> tuple[str, str]:
    if asked in SORTS:
        return asked, ""
    if asked in SAME_AS_SOONEST:
        return usual, ""
    return "soonest", f"We cannot sort by “{said(asked)}”, so the soonest come first."


def _unknown_names(query: QueryDict, known: frozenset[str]) -> str:
    """Names of filters that this list does not have."""
    names = unknown_names(query, known)
    return f"This list has no filter called {names}, so we left it out." if names else ""


def label_of(asked: Asked, name: str) -> str:
    """A filter's words in a sentence, e.g. for “take away the filter …”."""
    if name in asked.facets.by_name:
        return asked.facets.by_name[name].legend
    return {"from": "From", "to": "To", "q": "Words"}[name]
