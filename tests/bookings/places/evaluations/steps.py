"""People with places in courses, and what they answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from bookings.places.evaluations.models import Stage
from bookings.places.models import Place
from portal.accounts.models import School
from tests.factories.places import make_booker, make_booking
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import Session

OUTCOMES = ["Adapt one lesson", "Plan a calm start"]


def course(*outcomes: str, **given: Any) -> Any:
    listed = [("outcome", words) for words in outcomes or OUTCOMES]
    return CoursePageFactory(outcomes=listed, **given)


def held_place(session: Session | None = None, *, school: School | None = None, **person: Any) -> Place:
    """The place of a new SENCO."""
    session = session or SessionFactory(course=course())
    _user, booker, school = make_booker(school, **person)
    return make_booking(session, booker, school).places.get()


def questions(place: Place, stage: Stage = Stage.AFTER) -> str:
    return reverse("bookings:questions", args=[place.key, stage])


def answers(*scores: int, **words: str) -> dict[str, Any]:
    return {**{f"confidence-{number}": score for number, score in enumerate(scores)}, **words}


def over(session: Session, *, days: float = 1) -> datetime:
    """So long after the session."""
    assert session.ends_at is not None
    return session.ends_at + timedelta(days=days)
