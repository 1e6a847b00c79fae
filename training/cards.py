"""A course as a card of a list, with its next date. Two queries for any number of courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from portal.base import clock
from portal.base.models import site_settings
from portal.base.money import say_pounds
from portal.vocabulary.choices import AudienceGroup, Format
from portal.vocabulary.registry import terms
from training.choices import Booking, Funding, OfferState, PriceUnit
from training.session_rows import limits_words, place_name, places_words, say_day, when_words
from training.sessions import Session

if TYPE_CHECKING:
    from training.models import CoursePage


@dataclass(frozen=True)
class CourseCard:
    """The variables of ``components/course-card.html``; ``limits`` says who alone may come, ``sooner``
    that a date before the one shown is full."""

    title: str
    href: str
    summary: str
    area: Any
    when: str
    more_dates: int
    place: str
    left: int | None
    places_words: str
    tone: str
    sooner: str
    cost: str
    state: str
    limits: str
    demonstration: bool
    start: datetime | None


def cards_of(courses: Sequence[Any], now: datetime | None = None) -> list[CourseCard]:
    """Cards of courses that were read ``with_next``."""
    at = now or clock.now()
    wanted = {pk for course in courses for pk in (course.next_id, course.soonest_id) if pk}
    found = (
        {session.pk: session for session in Session.objects.for_rows().filter(pk__in=wanted)}
        if wanted
        else {}
    )
    return [
        _card(course, found.get(course.next_id), found.get(course.soonest_id), at) for course in courses
    ]


def _card(course: Any, session: Any | None, soonest: Any | None, now: datetime) -> CourseCard:
    booking = session.booking(now) if session else None
    places = places_words(session, booking) if session and booking else None
    words = places.words if places else ""
    if booking == Booking.FULL and course.date_count > 1:
        words = "Full: see the other dates"
    return CourseCard(
        title=course.title,
        href=course.href,
        summary=course.summary,
        area=terms("areas").by_id.get(course.area_of_need_id),
        when=when_words(session) if session else _when_without_dates(course),
        more_dates=max(course.date_count - 1, 0),
        place=place_name(session) if session else course.get_format_display(),
        left=places.left if places else None,
        places_words=words,
        tone=places.tone if places else "",
        sooner=_sooner(session, soonest, now),
        cost=cost_words(course, family=is_for_families(course.audience_ids)),
        state=state_words(course, clock.in_london(now).date()),
        limits=limits_words(session) if session else "",
        # Where the whole site is a demonstration, a ribbon on every page says so.
        demonstration=course.demonstration and not site_settings.get().demonstration,
        start=session.starts_at if session else None,
    )


def _sooner(session: Any | None, soonest: Any | None, now: datetime) -> str:
    """“6 December 2026 is full”, of the date that would have been the next."""
    if session is None or soonest is None or soonest.pk == session.pk:
        return ""
    return f"{say_day(soonest.starts_at)} is full" if soonest.booking(now) == Booking.FULL else ""


def is_for_families(audience_ids: Sequence[int]) -> bool:
    """Whether a course with these audiences is for families alone."""
    audiences = terms("audiences").pick(list(audience_ids))
    return bool(audiences) and all(audience.group == AudienceGroup.FAMILY for audience in audiences)


def cost_words(course: CoursePage, *, family: bool) -> str:
    """“Free to Kent schools”, “Free”, or the price and what it is for."""
    if course.funding == Funding.CORE_OFFER:
        return "Free" if family else "Free to Kent schools"
    unit = "a person" if course.price_unit == PriceUnit.DELEGATE else "a school"
    return f"{say_pounds(course.price_pence)} {unit}, plus VAT"


def state_words(course: CoursePage, today: Any) -> str:
    """Where the course stands in its life, unless it is simply current."""
    state = course.offer_state(today)
    if state == OfferState.PLANNED and course.offered_from:
        return f"Planned: from {say_day(course.offered_from)}"
    if state == OfferState.BEING_WITHDRAWN and course.withdrawn_on:
        return f"Ends on {say_day(course.withdrawn_on)}"
    return "No longer offered" if state == OfferState.WITHDRAWN else ""


def _when_without_dates(course: CoursePage) -> str:
    if course.format == Format.IN_SCHOOL:
        return "On a date that you agree with us"
    return ""
