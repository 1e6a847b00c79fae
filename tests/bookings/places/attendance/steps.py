"""Sessions whose register can be taken, with people in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bookings.places.models import Place
from portal.base import clock
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory
from training.models import Meeting, Session


def begun(session: Session, *, ago: timedelta = timedelta(minutes=30)) -> Session:
    """The session as if its first meeting had begun a while ago, with everything after it."""
    meetings = list(session.meetings.all())
    back = meetings[0].starts_at - (clock.now() - ago)
    for meeting in meetings:
        span = {"starts_at": meeting.starts_at - back, "ends_at": meeting.ends_at - back}
        Meeting.objects.filter(pk=meeting.pk).update(**span)
    span = {"starts_at": session.starts_at - back, "ends_at": session.ends_at - back}
    Session.objects.filter(pk=session.pk).update(**span)
    return Session.objects.get(pk=session.pk)


def two_hours_from(*starts: datetime) -> list[tuple[datetime, datetime]]:
    """Meetings of two hours."""
    return [(start, start + timedelta(hours=2)) for start in starts]


def make_register(people: int = 1, **session: Any) -> tuple[Session, list[Place]]:
    """A session that has just begun and the places of as many people, each of another school."""
    made = SessionFactory(**session)
    for _number in range(people):
        make_booking(made)
    made = begun(made)
    return made, list(Place.objects.filter(session=made).order_by("pk"))
