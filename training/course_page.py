"""What a course's own page says. Three queries beside the page's own: dates, resources, other courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from directory.facts import are_in_a_row, named, picked, say_ages, say_span
from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.registry import terms
from training.cards import cost_words, is_for_families
from training.choices import Funding, OfferState
from training.session_rows import SessionRow, say_day, session_rows
from training.sessions import Session, Venue

OTHERS = 3
"""How many other courses about the same needs are offered."""


@dataclass(frozen=True)
class VenueFacts:
    """How to get to a venue and into it."""

    name: str
    address: str
    access: tuple[str, ...]
    getting_in: str
    getting_there: str


@dataclass(frozen=True)
class LifeNotice:
    """What a visitor should know of the course's life, and the course to choose instead, if any."""

    title: str
    text: str
    successor: Any = None


def course_context(course: Any) -> dict[str, Any]:
    """Variables of the page of ``course``; the same for a published course and a draft in preview."""
    audiences = picked(course, "audiences", "audience_ids", "audiences")
    needs = picked(course, "needs", "need_ids", "needs")
    family = is_for_families([audience.pk for audience in audiences])
    withdrawn = course.offer_state() == OfferState.WITHDRAWN
    sessions = [] if withdrawn else _sessions(course)
    rows = session_rows(sessions)
    return {
        "family": family,
        "audiences": audiences,
        "area": terms("areas").by_id.get(course.area_of_need_id),
        "also_areas": picked(course, "areas", "also_area_ids", "also_areas"),
        "needs": needs,
        "facts": _facts(course, audiences, family=family),
        "core_standard": named("core_standards", course.core_standard_id),
        "outcomes": [str(block.value) for block in course.outcomes],
        "life": life_notice(course),
        "withdrawn": withdrawn,
        "chargeable": course.funding == Funding.CHARGEABLE,
        "rows": rows,
        "next_row": _next(rows),
        "trainers": _trainers(sessions),
        "venues": _venues(sessions),
        "resources": _resources(course),
        "others": _others(course, [need.pk for need in needs], family=family),
        "need_query": "&".join(f"need={need.slug}" for need in needs),
    }


def life_notice(course: Any) -> LifeNotice | None:
    """What to say of a course that is planned, being withdrawn or withdrawn."""
    state = course.offer_state()
    successor = course.successor if course.successor and course.successor.live else None
    if state == OfferState.PLANNED:
        return LifeNotice(
            "This course is planned", f"We mean to offer it from {say_day(course.offered_from)}."
        )
    if state == OfferState.BEING_WITHDRAWN:
        text = f"You can come to its dates until {say_day(course.withdrawn_on)}."
        return LifeNotice("This course is coming to its end", text, successor)
    if state == OfferState.WITHDRAWN:
        text = f"It ended on {say_day(course.withdrawn_on)}. Records of having taken it still count."
        return LifeNotice("We no longer offer this course", text, successor)
    return None


def length_words(meetings: int, minutes: int) -> str:
    """“2 hours”, “3 meetings of 1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{hours} hour{'s' if hours != 1 else ''}" if hours else "",
        f"{rest} minutes" if rest else "",
    ]
    each = " ".join(part for part in parts if part)
    return f"{meetings} meetings of {each}" if meetings > 1 else each


def phase_words(phases: Sequence[Any]) -> str:
    """“Key stage 1”; of several in a row “Key stage 1 to Key stage 4”, with the ages they span."""
    if not phases:
        return ""
    names = [phase.name.split(" (")[0] for phase in phases]
    long_row = len(phases) > 2 and are_in_a_row(phases)
    said = f"{names[0]} to {names[-1]}" if long_row else ", ".join(names)
    return f"{said}, ages {say_span(phases)}"


def _facts(course: Any, audiences: Iterable[Any], *, family: bool) -> list[dict[str, str]]:
    length = length_words(course.meeting_count, course.meeting_minutes)
    ages = say_ages(course.min_age, course.max_age)
    phases = phase_words(picked(course, "phases", "phase_ids", "phases"))
    facts = [
        ("Who it is for", ", ".join(_plain(audience, family) for audience in audiences), "users"),
        ("Your child’s age" if family else "Pupils’ age", ages, "user"),
        ("Level", "" if family else named("levels", course.level_id), "layers"),
        ("Phase", "" if family else phases, "school"),
        ("Length", f"{length}, {_uncapitalised(course.get_format_display())}", "clock"),
        ("Cost", cost_words(course, family=family), "pound-sterling"),
    ]
    return [{"term": term, "text": text, "icon": icon} for term, text, icon in facts if text]


def _uncapitalised(words: str) -> str:
    return words[:1].lower() + words[1:]


def _plain(term: Any, family: bool) -> str:
    return term.plain_name or term.name if family else term.name


def _sessions(course: Any) -> list[Any]:
    """Dates to come or under way, cancelled ones too, so that nobody who noted one turns up in vain."""
    if not course.pk:
        return []
    return list(Session.objects.announced().for_course_page().filter(course_id=course.pk))


def _resources(course: Any) -> list[dict[str, str]]:
    """Published resources that go with the course; a draft in preview has them as the form left them."""
    return [
        {
            "title": found.title,
            "href": found.href,
            "kind": named("resource_types", found.resource_type_id),
        }
        for found in course.related_resources.all()
        if found.live
    ]


def _next(rows: list[SessionRow]) -> SessionRow | None:
    """The soonest date that can be booked, else the soonest that has not begun, else the one under way."""
    to_come = [row for row in rows if not row.begun] or rows
    return next((row for row in rows if row.bookable), to_come[0] if to_come else None)


def _trainers(sessions: Iterable[Any]) -> list[dict[str, str]]:
    found = {trainer["id"]: trainer for session in sessions for trainer in session.trainer_rows}
    return list(found.values())


def _venues(sessions: Iterable[Any]) -> list[VenueFacts]:
    found = {session.venue_id: session for session in sessions if session.venue_id}
    return [_venue(session.venue, session.access_ids) for session in found.values()]


def _venue(venue: Venue, access_ids: list[int]) -> VenueFacts:
    return VenueFacts(
        name=venue.name,
        address=venue.address_words,
        access=tuple(str(feature) for feature in terms("access_features").pick(access_ids)),
        getting_in=venue.access_notes,
        getting_there=venue.travel_notes,
    )


def _others(course: Any, need_ids: list[int], *, family: bool) -> list[dict[str, str]]:
    if not need_ids:
        return []
    group = AudienceGroup.FAMILY if family else AudienceGroup.PROFESSIONAL
    courses = type(course).objects
    found = courses.like(course, need_ids=need_ids, group=group)[:OTHERS]
    return [
        {"title": other.title, "href": other.href, "when": clock.say_date(other.next_start)}
        for other in found
    ]
