"""Reading a session with all that booking it needs, in one query."""

from __future__ import annotations

from typing import Any

from bookings.places.eligibility import Limits, limits_of
from portal.base.jsonlists import related_ids
from training.models import CoursePage, Session
from training.querysets import SessionQuerySet


def sessions_for_booking() -> SessionQuerySet:
    """Sessions with course, seats, venue, limits, meetings and what the venue offers."""
    through = CoursePage.audiences.through
    rows: SessionQuerySet = Session.objects.for_course_page().annotate(
        course_audience_ids=related_ids(through, "coursepage_id", "audience_id", outer="course_id")
    )
    return rows


def limits_for(session: Any) -> Limits:
    """Whom a session from ``sessions_for_booking`` is for."""
    return limits_of(
        district_ids=session.district_ids,
        audience_ids=session.audience_ids,
        course_audience_ids=session.course_audience_ids,
    )
