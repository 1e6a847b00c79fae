"""Offering a session again on another day, or on several days in term time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.places.services.capacity import set_capacity
from portal.base import clock
from training.choices import SessionState
from training.clashes import clashes_of
from training.models import Session
from training.services import MeetingTime, check_year, save_session
from training.term_dates import Rhythm, closed_words, term_days


@dataclass(frozen=True)
class Proposal:
    """A day on which the session could be held again: its meetings in words, and what speaks against it.

    A day on which schools are closed, or on which the session is held already, is ``skipped``; ``warnings`` are
    for staff to judge.
    """

    day: date
    meetings: tuple[str, ...]
    skipped: str
    warnings: tuple[str, ...]


def propose_copies(*, session: Session, first_day: date, rhythm: Rhythm, number: int) -> list[Proposal]:
    """What copying the session to ``number`` school days would come to; writes nothing."""
    trainers = list(session.trainers.all())
    found = []
    for row in term_days(first=first_day, rhythm=rhythm, number=number):
        times = moved_times(session, row.day)
        closed = [closed_words(clock.in_london(time.starts_at).date()) for time in times]
        skipped = row.closed or next((words for words in closed if words), "")
        skipped = skipped or _too_far(times)
        if not skipped and _exists(session, times):
            skipped = "This session is held then already"
        clashes = (
            [] if skipped else clashes_of(session=_planned(session), meetings=times, trainers=trainers)
        )
        said = tuple(clock.say_span(time.starts_at, time.ends_at) for time in times)
        found.append(Proposal(row.day, said, skipped, tuple(clash.words for clash in clashes)))
    return found


@transaction.atomic
def copy_to_days(*, session: Session, days: Collection[date]) -> list[Session]:
    """A draft for each of these days; one on which the session is held already is passed over."""
    # A second press waits here, and then finds that the first has made them.
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    return [
        copy_session(session=session, first_day=day)
        for day in sorted(set(days))
        if not _exists(session, moved_times(session, day))
    ]


@transaction.atomic
def copy_session(*, session: Session, first_day: date) -> Session:
    """A draft with the same place, people, limits and number of places, starting on ``first_day``.

    Times stay as the wall clock shows them, also when the clocks change in between; later meetings, and the
    day of decision, keep their distance in days. Bookings and the booking window are not copied. Raises
    ``ValidationError`` as ``save_session`` does.
    """
    copy = _planned(session)
    if session.decide_by:
        copy.decide_by = session.decide_by + _distance(session, first_day)
    save_session(session=copy, meetings=moved_times(session, first_day))
    for relation in ("trainers", "districts", "audiences"):
        getattr(copy, relation).set(getattr(session, relation).all())
    seats = getattr(session, "seats", None)
    set_capacity(session=copy, capacity=seats.capacity if seats else session.course.usual_capacity)
    return copy


def moved_times(session: Session, first_day: date) -> list[MeetingTime]:
    """The session's meetings as they are when the first one is on ``first_day``."""
    days = _distance(session, first_day)
    return [
        MeetingTime(_moved(m.starts_at, days), _moved(m.ends_at, days), m.room)
        for m in session.meetings.all()
    ]


def _planned(session: Session) -> Session:
    """The draft, not saved and without its relations."""
    return Session(
        course_id=session.course_id,
        state=SessionState.DRAFT,
        format=session.format,
        venue_id=session.venue_id,
        joining_link=session.joining_link,
        notes=session.notes,
        made_for_id=session.made_for_id,
        called=session.called,
        minimum=session.minimum,
        demonstration=session.demonstration,
    )


def _too_far(times: list[MeetingTime]) -> str:
    """What speaks against the year of these meetings; empty when nothing does."""
    try:
        for time in times:
            check_year(time.ends_at)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _exists(session: Session, times: list[MeetingTime]) -> bool:
    """Whether its course has a session at the same place that begins just then and is not cancelled."""
    if not times:
        return False
    same = Session.objects.filter(
        course=session.course_id, venue=session.venue_id, starts_at=times[0].starts_at
    )
    return same.exclude(state=SessionState.CANCELLED).exists()


def _distance(session: Session, first_day: date) -> timedelta:
    meetings = list(session.meetings.all())
    return first_day - clock.in_london(meetings[0].starts_at).date() if meetings else timedelta()


def _moved(moment: datetime, days: timedelta) -> datetime:
    """``days`` later on the Kent wall clock; adding to the UTC moment would shift it by an hour."""
    local = clock.in_london(moment)
    return (local.replace(tzinfo=None) + days).replace(tzinfo=clock.LONDON)
