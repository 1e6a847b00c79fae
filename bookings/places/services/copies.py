"""Offering a session again on another day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from bookings.places.services.capacity import set_capacity
from portal.base import clock
from training.choices import SessionState
from training.models import Session
from training.services import MeetingTime, save_session


@transaction.atomic
def copy_session(*, session: Session, first_day: date) -> Session:
    """A draft with the same place, people, limits and number of places, starting on ``first_day``.

    Times stay as the wall clock shows them, also when the clocks change in between; later meetings
    keep their distance in days. Bookings and the booking window are not copied.
    """
    meetings = list(session.meetings.all())
    days = timedelta()
    if meetings:
        days = first_day - clock.in_london(meetings[0].starts_at).date()
    copy = Session(
        course_id=session.course_id,
        state=SessionState.DRAFT,
        format=session.format,
        venue_id=session.venue_id,
        joining_link=session.joining_link,
        notes=session.notes,
        demonstration=session.demonstration,
    )
    save_session(
        session=copy,
        meetings=[
            MeetingTime(_moved(m.starts_at, days), _moved(m.ends_at, days), m.room) for m in meetings
        ],
    )
    for relation in ("trainers", "districts", "audiences"):
        getattr(copy, relation).set(getattr(session, relation).all())
    seats = getattr(session, "seats", None)
    set_capacity(session=copy, capacity=seats.capacity if seats else session.course.usual_capacity)
    return copy


def _moved(moment: datetime, days: timedelta) -> datetime:
    """``days`` later on the Kent wall clock; adding to the UTC moment would shift it by an hour."""
    local = clock.in_london(moment)
    return (local.replace(tzinfo=None) + days).replace(tzinfo=clock.LONDON)
