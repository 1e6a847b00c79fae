"""Marking who came, from however many devices, and what the marks of a place come to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bookings.places.attendance.models import Attendance, AttendanceMark, Outcome, Presence, Register
from bookings.places.attendance.rule import outcome
from bookings.places.errors import CannotMark
from bookings.places.models import Place
from portal.accounts.models import User
from portal.base import clock
from training.choices import SHOWN, SessionState
from training.models import Meeting, Session

FINISHED = "The register is finished. Ask an officer to open it again."

TAKEN = (*SHOWN, SessionState.COMPLETED)
"""States of a session that has a register."""


@dataclass(frozen=True)
class Mark:
    """What somebody marked. ``at`` is when, by their device; None means now.

    ``seen`` is the ``Attendance.version`` that they saw as they pressed, 0 if none; None where nobody says.
    """

    place_id: int
    meeting_id: int
    state: Presence
    at: datetime | None = None
    seen: int | None = None
    key: UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Marked:
    """What became of a mark: ``row`` says what holds now, and is None where nothing was written.

    ``refusal`` says in words why it does not count, also of one that was only logged as the register is finished.
    """

    mark: Mark
    row: Attendance | None = None
    taken: bool = False
    conflict: bool = False
    refusal: str = ""


def mark(
    *,
    place: Place,
    meeting: Meeting,
    state: Presence,
    actor: User | None,
    device: str = "",
    at: datetime | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Marked:
    """Marks one person at one meeting. Raises ``CannotMark`` with nothing written."""
    made = Mark(place.pk, meeting.pk, state, at, seen)
    done = mark_many(session_id=place.session_id, marks=[made], actor=actor, device=device, now=now)[0]
    if done.row is None:
        raise CannotMark(done.refusal)
    return done


@transaction.atomic
def mark_many(
    *,
    session_id: int,
    marks: Sequence[Mark],
    actor: User | None,
    device: str = "",
    now: datetime | None = None,
) -> list[Marked]:
    """Writes marks of one session, as a phone that was off-line sends them; says what became of each.

    The later mark holds, by when it was made; a time to come is cut to now. Every mark is logged, also one
    that came too late or after the register was finished. One that cannot be is refused alone.
    """
    now = now or clock.now()
    register = hold_register(session_id=session_id)
    session = Session.objects.get(pk=session_id)
    meetings = {meeting.pk: meeting for meeting in session.meetings.all()}
    asked = [mark.place_id for mark in marks]
    places = set(Place.objects.live().filter(session=session, pk__in=asked).values_list("pk", flat=True))
    done = []
    for made in marks:
        refusal = _refusal(session, meetings.get(made.meeting_id), made.place_id in places, now)
        if refusal:
            done.append(Marked(made, refusal=refusal))
        else:
            shut = register.finished_at is not None
            done.append(_write(made, actor=actor, device=device[:60], now=now, shut=shut))
    return done


def hold_register(*, session_id: int) -> Register:
    """The session's register, held until the transaction ends. Seats, where they change too, come first."""
    Register.objects.get_or_create(session_id=session_id)
    return Register.objects.select_for_update(no_key=True).get(pk=session_id)


def _refusal(session: Session, meeting: Meeting | None, has_place: bool, now: datetime) -> str:
    if meeting is None:
        return "This meeting is no longer part of the session. Open the register again."
    if not has_place:
        return "This person no longer has a place on this date."
    return marking_refusal(session, meeting, now)


def marking_refusal(session: Session, meeting: Meeting, now: datetime | None = None) -> str:
    """Why nobody can be marked at this meeting yet, or any more; empty when they can."""
    if session.state not in TAKEN:
        return "This session does not take place, so it has no register."
    day = clock.in_london(meeting.starts_at).date()
    if day > clock.in_london(now or clock.now()).date():
        return f"The register of this meeting opens on its day, {clock.say_date(day)}."
    return ""


def _write(made: Mark, *, actor: User | None, device: str, now: datetime, shut: bool) -> Marked:
    before = AttendanceMark.objects.filter(key=made.key).select_related("attendance").first()
    if before is not None:
        return _said(made, before.attendance, before, shut=shut)
    at = min(made.at or now, now)
    row = Attendance.objects.filter(place_id=made.place_id, meeting_id=made.meeting_id).first()
    if row is None:
        if shut:
            return Marked(made, refusal=FINISHED)
        row = Attendance(place_id=made.place_id, meeting_id=made.meeting_id)
    replaced, conflict = row.state, _conflicts(made, row, actor, device)
    taken = not shut and (row.pk is None or at >= row.marked_at)
    if taken:
        row.state, row.marked_by, row.marked_at, row.device = made.state, actor, at, device
        row.version += 1
        row.save()
    logged = AttendanceMark.objects.create(
        attendance=row,
        key=made.key,
        state=made.state,
        actor=actor,
        device=device,
        at=at,
        received_at=now,
        in_force=taken,
        replaced=replaced,
        conflict=conflict,
    )
    return _said(made, row, logged, shut=shut)


def _said(made: Mark, row: Attendance, logged: AttendanceMark, *, shut: bool) -> Marked:
    """What its maker is told; after the end also that it changed nothing, if it said something else."""
    lost = shut and not logged.in_force and logged.state != row.state
    refusal = FINISHED if lost else ""
    return Marked(made, row, taken=logged.in_force, conflict=logged.conflict, refusal=refusal)


def _conflicts(made: Mark, row: Attendance, actor: User | None, device: str) -> bool:
    """Whether it says something else than a mark from elsewhere that its maker had not seen."""
    if row.pk is None or made.seen is None or made.seen == row.version or made.state == row.state:
        return False
    return (row.marked_by_id, row.device) != (actor.pk if actor else None, device)


def carry_over(*, from_place: Place, to_place: Place, actor: User | None) -> None:
    """Puts the marks of a second place of the same person with the first; the later holds, all are logged.

    Call inside the transaction in which the second place ends.
    """
    # Held first: of somebody who is marked at this moment no mark stays behind.
    hold_register(session_id=to_place.session_id)
    rows = list(from_place.attendances.all())
    now = clock.now()
    for row in rows:
        made = Mark(to_place.pk, row.meeting_id, Presence(row.state), row.marked_at)
        _write(made, actor=row.marked_by or actor, device=row.device, now=now, shut=False)


def attendance_of(place: Place) -> Outcome:
    """What the place's marks come to over all meetings of its session, by the rule of its course."""
    return outcomes_of([place])[place.pk]


def outcomes_of(places: Iterable[Place]) -> Mapping[int, Outcome]:
    """``attendance_of`` for many places, by their id, in three queries."""
    places = list(places)
    sessions = {place.session_id for place in places}
    needed = dict(
        Session.objects.filter(pk__in=sessions).values_list("pk", "course__meetings_to_attend")
    )
    meetings: dict[int, list[int]] = {pk: [] for pk in sessions}
    for pk, session_id in Meeting.objects.filter(session__in=sessions).values_list("pk", "session_id"):
        meetings[session_id].append(pk)
    rows = Attendance.objects.filter(place__in=[place.pk for place in places])
    marks = {
        (place_id, meeting_id): state
        for place_id, meeting_id, state in rows.values_list("place_id", "meeting_id", "state")
    }
    return {
        place.pk: outcome(
            [marks.get((place.pk, meeting)) for meeting in meetings[place.session_id]],
            needed=needed[place.session_id],
        )
        for place in places
    }
