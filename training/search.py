"""Courses, and sessions for families, as what can be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Case, Expression, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.db.models.signals import pre_save

from portal.base import clock
from portal.base.plain_text import words_of_stream
from portal.base.relations import term_ids
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.places import point_of
from portal.vocabulary.registry import terms
from search import needs
from search.documents import Dated, Facet, Places, SearchDocument
from search.indexing.touching import touch
from search.indexing.watching import watch
from search.kinds import Kind, key_of, register
from search.plan import Selection
from search.public import expiring, public_pages
from search.results import Result
from search.whereabouts import Whereabouts
from training.cards import CourseCard, cards_of, is_for_families
from training.choices import ONLINE, Booking, Funding
from training.filters import Asked, chosen_of_courses, of_dates
from training.models import CoursePage
from training.querysets import CourseQuerySet
from training.sessions import Session, SessionSeats, Venue

COURSE = Kind("course", "Course", "Courses", 1, dated=True)
FOR_FAMILIES = Kind(
    "parent_session", "Session for parents and carers", "Sessions for parents and carers", 4, dated=True
)
LISTS = {
    Facet.DIMENSION: "areas",
    Facet.NEED: "needs",
    Facet.LEVEL: "levels",
    Facet.PHASE: "phases",
    Facet.AUDIENCE: "audiences",
    Facet.DISTRICT: "districts",
}
STATE_OF_BOOKING = {Booking.OPEN: Places.LEFT, Booking.FULL: Places.FULL}


class CourseSource:
    """Listed courses: one for families alone is a session for parents, whatever else it is a course."""

    name = "course"
    kinds = (COURSE, FOR_FAMILIES)

    def public(self) -> CourseQuerySet:
        return cast("CourseQuerySet", public_pages(CoursePage.objects.listed()))

    def documents(self, pks: Sequence[int]) -> list[SearchDocument]:
        """In two queries."""
        relations = {
            "need_ids": "needs",
            "phase_ids": "phases",
            "audience_ids": "audiences",
            "also_area_ids": "also_areas",
        }
        ids = {name: term_ids(CoursePage, relation) for name, relation in relations.items()}
        courses = list(self.public().filter(pk__in=pks).annotate(**ids))
        dates = _dates([course.pk for course in courses])
        return [_document(course, dates.get(course.pk, ())) for course in courses]

    def results(self, pks: Sequence[int]) -> dict[int, Result]:
        """In two queries."""
        courses = list(self.public().filter(pk__in=pks).with_next())
        cards = cards_of(courses)
        return {course.pk: _result(course, card) for course, card in zip(courses, cards, strict=True)}

    def whereabouts(self, pks: Sequence[int]) -> dict[int, Whereabouts]:
        """Of the dates to come."""
        return {
            pk: Whereabouts(
                frozenset(district for dated in dates for district in dated.districts),
                tuple(dated.point for dated in dates),
            )
            for pk, dates in _dates(pks).items()
        }

    def kind_of(self) -> Expression:
        for_professionals = CoursePage.objects.none().aimed_at(AudienceGroup.PROFESSIONAL)
        anybody = CoursePage.objects.none().aimed_at(AudienceGroup.FAMILY)
        family = Q(anybody) & ~Q(for_professionals)
        return Case(When(family, then=Value(FOR_FAMILIES.slug)), default=Value(COURSE.slug))

    def narrow(self, rows: QuerySet[Any], selection: Selection) -> QuerySet[Any]:
        """As the catalogue does: what is asked of dates, one and the same date has to meet."""
        courses, asked = cast("CourseQuerySet", rows), cast("Asked", _Chosen(selection))
        return courses.filter(chosen_of_courses(courses, asked) & of_dates(courses, asked))

    def ordering(self) -> dict[str, Any]:
        mine = Session.objects.upcoming().filter(course=OuterRef("pk"))
        return {
            "next_start": mine.of_next("starts_at"),
            "changed": TruncDate("last_published_at", tzinfo=clock.LONDON),
            "overdue": Value(0),
        }

    def due(self, after: datetime, until: datetime) -> Iterable[int]:
        """Courses that are withdrawn or run out, and those with a date that begins, shows itself, or
        begins or ceases to be bookable."""
        first, last = clock.in_london(after).date(), clock.in_london(until).date()
        yield from expiring(CoursePage, after, until)
        gone = CoursePage.objects.filter(withdrawn_on__gt=first, withdrawn_on__lte=last)
        yield from gone.values_list("pk", flat=True)
        times = ("starts_at", "visible_from", "booking_opens_at", "booking_closes_at")
        passed = Q()
        for name in times:
            passed |= Q(**{f"{name}__gt": after, f"{name}__lte": until})
        yield from Session.objects.filter(passed).order_by().values_list("course_id", flat=True)


@dataclass(frozen=True)
class _Day:
    day: Any


class _Chosen:
    """A selection as the catalogue's filters read what they are asked."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.first, self.last = _Day(selection.first), _Day(selection.last)

    @property
    def values(self) -> dict[str, Any]:
        given: dict[str, Any] = {facet.value: chosen for facet, chosen in self.selection.values.items()}
        given |= {"from": self.selection.first, "to": self.selection.last}
        return {name: value for name, value in given.items() if value}

    def ids(self, name: str) -> list[int]:
        facet = Facet(name)
        return needs.ids(LISTS[facet], self.chosen(name))

    def chosen(self, name: str) -> tuple[str, ...]:
        return tuple(self.selection.values.get(Facet(name), ()))


def _dates(course_ids: Sequence[int]) -> dict[int, list[Dated]]:
    """The upcoming dates of these courses, soonest first."""
    now = clock.now()
    sessions = (
        Session.objects.upcoming(now)
        .filter(course__in=course_ids)
        .select_related("venue", "seats")
        .annotate(district_ids=term_ids(Session, "districts"))
    )
    found: dict[int, list[Dated]] = {}
    for session in sessions:
        found.setdefault(session.course_id, []).append(_dated(session, now))
    return found


def _dated(session: Any, now: datetime) -> Dated:
    venue = session.venue
    booking = session.booking(now) if hasattr(session, "seats") else None
    point = point_of(venue.latitude, venue.longitude, venue.postcode) if venue else None
    return Dated(
        uid=str(session.uid),
        starts=session.starts_at,
        format=session.format,
        districts=_within_reach(session),
        places=STATE_OF_BOOKING.get(booking, Places.CLOSED) if booking else Places.CLOSED,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
    )


def _within_reach(session: Any) -> tuple[str, ...]:
    """As ``SessionQuerySet.within_reach_of`` has it."""
    if session.district_ids:
        return needs.slugs("districts", session.district_ids)
    if session.venue is None or session.format in ONLINE:
        return tuple(district.slug for district in terms("districts").rows)
    return needs.slugs("districts", [session.venue.district_id])


def _document(course: Any, dates: Sequence[Dated]) -> SearchDocument:
    outcomes = words_of_stream(course.outcomes)
    published = course.last_published_at
    return SearchDocument(
        key=key_of(CourseSource.name, course.pk),
        kind=(FOR_FAMILIES if is_for_families(course.audience_ids) else COURSE).slug,
        title=course.title,
        summary=course.summary,
        keywords=needs.words(course.need_ids),
        body=" ".join(part for part in (outcomes, words_of_stream(course.body)) if part),
        facets={
            Facet.DIMENSION: needs.slugs("areas", [course.area_of_need_id, *course.also_area_ids]),
            Facet.NEED: needs.with_broader(course.need_ids),
            Facet.LEVEL: needs.slugs("levels", [course.level_id]),
            Facet.PHASE: needs.slugs("phases", course.phase_ids),
            Facet.AUDIENCE: needs.slugs("audiences", course.audience_ids),
            Facet.COST: ("free" if course.funding == Funding.CORE_OFFER else "paid",),
            Facet.FORMAT: (course.format,),
        },
        dates=tuple(dates),
        changed=clock.in_london(published).date() if published else None,
    )


def _result(course: Any, card: CourseCard) -> Result:
    family = is_for_families(course.audience_ids)
    kind = FOR_FAMILIES if family else COURSE
    level = terms("levels").by_id.get(course.level_id)
    notes = (card.sooner, card.state, card.cost, level.name if level and not family else "", card.limits)
    return Result(
        title=course.title,
        summary=course.summary,
        url=course.href,
        kind_label=kind.label,
        kind=kind.slug,
        area=card.area,
        when=card.when or "No dates yet",
        where=card.place if card.start else "",
        left=card.left,
        places_words=card.places_words,
        tone=card.tone,
        notes=tuple(note for note in notes if note),
        demonstration=card.demonstration,
    )


def register_kinds() -> None:
    """Called once when the app is ready."""
    register(CourseSource())
    watch(CoursePage, lambda course: [course_key(course.pk)])
    watch(Session, lambda session: [course_key(session.course_id)], "districts")
    watch(SessionSeats, lambda seats: [course_key(seats.session.course_id)])
    watch(Venue, lambda venue: [course_key(pk) for pk in _held_at(venue)])
    pre_save.connect(_leaves_course, sender=Session, dispatch_uid="search session leaves")


def course_key(pk: int) -> str:
    """The key of a course's document."""
    return key_of(CourseSource.name, pk)


def seats_changed(*, session_id: int) -> None:
    """Has the session's course indexed anew: it became full, or is full no more."""
    course = Session.objects.filter(pk=session_id).values_list("course_id", flat=True).first()
    if course is not None:
        touch(course_key(course))


def _held_at(venue: Venue) -> Iterable[int]:
    held = Session.objects.filter(venue=venue).order_by()
    return held.values_list("course_id", flat=True).distinct()


def _leaves_course(instance: Session, **_signal: Any) -> None:
    """A date that becomes another course's is no longer one of the first."""
    before = Session.objects.filter(pk=instance.pk).exclude(course_id=instance.course_id)
    touch(*(course_key(pk) for pk in before.values_list("course_id", flat=True)))
