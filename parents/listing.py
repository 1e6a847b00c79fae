"""Sessions for families, narrowed by what a child finds hard and by where a family can get to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict

from portal.base.paging import page_of
from portal.base.relations import related_to
from portal.vocabulary.facets import (
    Chip,
    Choice,
    FacetKind,
    Facets,
    read_closed,
    read_facets,
    say_unknown,
)
from training.cards import CourseCard, cards_of
from training.choices import ONLINE
from training.models import CoursePage
from training.querysets import CourseQuerySet, SessionQuerySet

AREA = FacetKind("dimension", "What my child finds hard", "areas", plain=True, noun="difficulty")
DISTRICT = FacetKind("district", "Near me", "districts", noun="district")
WAYS = {"online": "Online, from home", "in-person": "In a room, with others"}


@dataclass(frozen=True)
class FamilySessions:
    """All that the list shows. ``district`` is the first district chosen, whose team can be asked."""

    facets: Facets
    cards: list[CourseCard]
    pages: dict[str, Any]
    count_words: str
    notices: list[str]

    @property
    def district(self) -> Any | None:
        chosen = self.facets.by_name[DISTRICT.name].chosen
        return chosen[0] if chosen else None

    @property
    def chips(self) -> list[Chip]:
        """Each chosen value with the way to take it away, back at the list."""
        return [replace(chip, remove_href=f"{chip.remove_href}#sessions") for chip in self.facets.chips]

    @property
    def instead(self) -> list[dict[str, str]]:
        """Where to look when nothing fits."""
        return [
            {"label": "All sessions for families", "url": "?#sessions"},
            {
                "label": "Services that help families",
                "url": "/directory/?kind=service&audience=parent-carer",
            },
            {"label": "Search the whole site", "url": "/search/"},
        ]

    @property
    def areas(self) -> tuple[Choice, ...]:
        """The areas of need in plain words, as tiles."""
        return self.facets.by_name[AREA.name].items


def family_sessions(query: QueryDict) -> FamilySessions:
    """Reads the address and finds the courses; what it cannot understand becomes a notice."""
    facets = _read(query)
    courses = _courses(facets)
    paged = page_of(courses, query.get("page"))
    total = paged.page.paginator.count
    return FamilySessions(
        facets=facets,
        cards=[in_plain_words(card) for card in cards_of(list(paged.page))],
        pages=paged.links(query),
        count_words=f"{total or 'No'} session{'' if total == 1 else 's'} for families",
        notices=[notice for notice in (say_unknown(facets.unknown), paged.notice) if notice],
    )


@dataclass(frozen=True)
class PlainArea:
    """An area of need as a parent would say it."""

    slug: str
    name: str


def in_plain_words(card: CourseCard) -> CourseCard:
    """The card with its area of need in parents' words."""
    if card.area is None:
        return card
    return replace(card, area=PlainArea(card.area.slug, card.area.plain_name or card.area.name))


def _read(query: QueryDict) -> Facets:
    listed = read_facets(query, [AREA, DISTRICT])
    way, strange = read_closed(query, "format", "Online or in a room", WAYS, noun="way to come")
    by_name = {
        AREA.name: listed.by_name[AREA.name],
        "format": way,
        DISTRICT.name: listed.by_name[DISTRICT.name],
    }
    return Facets(by_name, (*listed.unknown, *strange), query)


def _courses(facets: Facets) -> CourseQuerySet:
    courses: CourseQuerySet = CoursePage.objects.listed().for_families()
    areas = facets.ids(AREA.name)
    if areas:
        courses = courses.filter(Q(area_of_need__in=areas) | related_to(CoursePage, "also_areas", areas))
    sessions = courses.session_rows()
    place = _place(facets)
    if place:
        sessions = sessions.filter(place)
        courses = courses.filter(Exists(sessions.filter(course=OuterRef("pk"))))
    return _soonest_first(courses, sessions)


def _place(facets: Facets) -> Q:
    """Where a session may be held: at any of the places and in any of the ways that are ticked."""
    ways, districts = facets.by_name["format"].chosen, facets.ids(DISTRICT.name)
    place = Q()
    if "online" in ways:
        place |= Q(format__in=ONLINE)
    if districts:
        place |= Q(venue__district__in=districts)
    elif "in-person" in ways:
        place |= ~Q(format__in=ONLINE)
    return place


def _soonest_first(courses: CourseQuerySet, sessions: SessionQuerySet) -> CourseQuerySet:
    dated: CourseQuerySet = courses.with_next(sessions)
    return dated.order_by(F("next_start").asc(nulls_last=True), "title", "pk")
