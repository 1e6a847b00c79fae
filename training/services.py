"""Changes to sessions. Seats are not written here: see ``bookings.places.services.seats``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from portal.base import clock
from portal.vocabulary.choices import Format
from training.choices import BOOKABLE, Funding, SessionState
from training.sessions import Meeting, Session

AT_A_VENUE = (Format.IN_PERSON, Format.BLENDED)

KEPT_ELSEWHERE = {"id", "uid", "created_at", "decision_asked_at", "moved_at", "cancel_reason"}
"""What a form never changes: a save writes none of it, or it would put back what was read before."""

FIRST_YEAR = 2000
FURTHEST = timedelta(days=5 * 365 + 2)
"""How far ahead a day of a session can lie: beyond it somebody has mistyped the year."""


@dataclass(frozen=True)
class MeetingTime:
    """When one sitting starts and ends (aware datetimes), and in which room."""

    starts_at: datetime
    ends_at: datetime
    room: str = ""


def check_year(day: date) -> None:
    """Raises ``ValidationError`` for a day or moment in a year that cannot be meant, such as 207 or 9999."""
    if day.year < FIRST_YEAR:
        raise ValidationError("Check the year: it needs four digits, for example 2027.")
    said = day.date() if isinstance(day, datetime) else day
    if said > clock.today() + FURTHEST:
        raise ValidationError("Choose a day no more than five years ahead.")


@transaction.atomic
def save_session(*, session: Session, meetings: Sequence[MeetingTime]) -> Session:
    """Saves the session with exactly these meetings; its span follows from them.

    Raises ``ValidationError`` as ``check_session`` does.
    """
    ordered = check_session(session=session, meetings=meetings)
    session.starts_at = ordered[0].starts_at if ordered else None
    session.ends_at = ordered[-1].ends_at if ordered else None
    session.full_clean(exclude=["course"])
    _write(session)
    _write_meetings(session, ordered)
    return session


def check_session(*, session: Session, meetings: Sequence[MeetingTime]) -> list[MeetingTime]:
    """The meetings in order, if the session can be saved with them; writes nothing.

    Raises ``ValidationError`` when meetings overlap, end before they start, or are in a year that cannot be
    meant; when there is a smallest
    number without a day to decide, or one after the start; and, for a session that people may book,
    when it has no meeting, lacks the venue that its format needs, or starts when its course is
    withdrawn.
    """
    ordered = sorted(meetings, key=lambda meeting: meeting.starts_at)
    _check(ordered)
    _check_decision(session, starts_at=ordered[0].starts_at if ordered else None)
    if session.state in BOOKABLE:
        _check_bookable(session, starts_at=ordered[0].starts_at if ordered else None)
    return ordered


def _write(session: Session) -> None:
    """Its number is one more than is kept: a form opened before another change must not turn it back.

    The lock leaves the key alone. One that took it too would wait for those who are writing a booking of this
    session, while they wait for its seats.
    """
    if session.pk is None:
        session.calendar_sequence = 0
        session.save()
        return
    kept = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    session.calendar_sequence = kept.calendar_sequence + 1
    names = {field.name for field in Session._meta.concrete_fields} - KEPT_ELSEWHERE
    if session.decide_by != kept.decide_by:
        # Officers were asked for another day, and are to be asked again when the new one has come.
        session.decision_asked_at = None
        names.add("decision_asked_at")
    session.save(update_fields=names)


def _write_meetings(session: Session, wanted: Sequence[MeetingTime]) -> None:
    """A meeting that starts when it did stays the same row: what hangs on it, such as who came, stays too."""
    kept = {meeting.starts_at: meeting for meeting in Meeting.objects.filter(session=session)}
    times = {meeting.starts_at for meeting in wanted}
    try:
        Meeting.objects.filter(session=session).exclude(starts_at__in=times).delete()
    except ProtectedError as error:
        raise ValidationError(
            "Who came to a meeting is recorded already, so it keeps its day and time, and cannot be taken out."
        ) from error
    for new in wanted:
        meeting = kept.get(new.starts_at) or Meeting(session=session, starts_at=new.starts_at)
        if meeting.pk is None or (meeting.ends_at, meeting.room) != (new.ends_at, new.room):
            meeting.ends_at, meeting.room = new.ends_at, new.room
            meeting.save()


def complete_session(*, session: Session) -> None:
    """It has taken place and who came is recorded. Call inside the transaction that records it."""
    _set_state(session, SessionState.COMPLETED)


def open_completed_session(*, session: Session) -> None:
    """It is over still, but what was recorded is being corrected."""
    _set_state(session, SessionState.CLOSED)


def _set_state(session: Session, state: SessionState) -> None:
    """Forms opened before are out of date by the state itself; calendars need no new number."""
    session.state = state
    session.save(update_fields=["state", "changed_at"])


def _check_bookable(session: Session, *, starts_at: datetime | None) -> None:
    errors = {}
    if starts_at is None:
        errors["state"] = "Add at least one meeting, before people can book it."
    elif not session.course.offered_on(clock.in_london(starts_at).date()):
        gone = clock.say_date(session.course.withdrawn_on)
        errors["state"] = f"People cannot book it: the course is withdrawn on {gone}."
    if session.format in AT_A_VENUE and session.venue_id is None:
        errors["venue"] = "Choose where it is held, before people can book it."
    if session.made_for_id and session.course.funding != Funding.CORE_OFFER:
        errors["course"] = (
            "Choose a course of the core offer: what is made for one school is paid by its quote."
        )
    if errors:
        raise ValidationError(errors)


def _check_decision(session: Session, *, starts_at: datetime | None) -> None:
    if session.minimum and session.decide_by is None:
        raise ValidationError(
            {"decide_by": "Say by which day it is decided whether enough people come."}
        )
    if session.decide_by and starts_at and session.decide_by > clock.in_london(starts_at).date():
        raise ValidationError({"decide_by": "Choose a day before the first meeting."})


def _check(meetings: Sequence[MeetingTime]) -> None:
    for meeting in meetings:
        check_year(meeting.starts_at)
        check_year(meeting.ends_at)
        if meeting.ends_at <= meeting.starts_at:
            raise ValidationError("A meeting has to end after it starts.")
    for earlier, later in pairwise(meetings):
        if later.starts_at < earlier.ends_at:
            raise ValidationError("Two meetings of this session overlap.")
