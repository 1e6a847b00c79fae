"""Trainers and rooms that are wanted twice at the same time, before a session is saved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from portal.base import clock
from training.choices import SHOWN, SessionState
from training.services import AT_A_VENUE, MeetingTime
from training.sessions import Meeting, Session, Trainer, Venue

TRAVEL = timedelta(hours=1)
"""A trainer with less than this between two venues is warned about: much of Kent is further apart."""

Span = tuple[datetime, datetime]

OVER = (SessionState.CANCELLED, SessionState.COMPLETED)


@dataclass(frozen=True)
class Clash:
    """``words`` stand beside ``field``. What only warns does not block; ``key`` tells clashes apart."""

    field: str
    words: str
    blocks: bool
    key: tuple[object, ...]


@dataclass(frozen=True)
class Engagement:
    """What a trainer has to do at some time; ``venue_id`` is where they have to be, None if that does not matter.

    ``key`` tells engagements apart.
    """

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    words: str
    key: tuple[object, ...]


EngagementsOf = Callable[[Trainer, Sequence[Span]], list[Engagement]]
"""What a trainer has to do during these times or within ``TRAVEL`` of them."""

_elsewhere: list[EngagementsOf] = []


def register_engagements(engagements_of: EngagementsOf) -> None:
    """What trainers do besides sessions: apps above register it, and whoever plans a session is warned of it."""
    _elsewhere.append(engagements_of)


def lock_for_clashes(*, session: Session, trainers: Collection[Trainer]) -> None:
    """Lets one at a time give these trainers and this venue something to do, until the transaction ends."""
    ids = sorted(trainer.pk for trainer in trainers)
    list(Trainer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    list(Venue.objects.select_for_update(no_key=True).filter(pk=session.venue_id))


def refuse_clashes(
    *, session: Session, meetings: Sequence[MeetingTime], trainers: Collection[Trainer]
) -> None:
    """Raises ``ValidationError`` by field when a trainer or room is taken by another session that is to be.

    A clash that was there before is no reason to refuse another change. Drafts are only warned about.
    """
    known = {clash.key for clash in _kept_clashes(session)}
    found: dict[str, list[str]] = {}
    for clash in _of_sessions(session, meetings, trainers):
        if clash.blocks and clash.key not in known:
            found.setdefault(clash.field, []).append(clash.words)
    if found:
        raise ValidationError(found)


def clashes_of(
    *, session: Session, meetings: Sequence[MeetingTime], trainers: Collection[Trainer]
) -> list[Clash]:
    """Everything about these trainers and the room that does not go together with what else there is."""
    if session.state in OVER or not meetings:
        return []
    return [
        *_of_sessions(session, meetings, trainers),
        *_of_engagements(session, meetings, trainers),
    ]


def _of_sessions(
    session: Session, meetings: Sequence[MeetingTime], trainers: Collection[Trainer]
) -> list[Clash]:
    """Those with other sessions, which alone may block."""
    if session.state in OVER or not meetings:
        return []
    return [*_of_trainers(session, meetings, trainers), *_of_room(session, meetings)]


def engagements_in_sessions(trainer: Trainer, spans: Sequence[Span]) -> list[Engagement]:
    """The meetings that the trainer gives, drafts among them, during these times or within ``TRAVEL`` of them."""
    rows = _near(spans, TRAVEL).filter(session__trainers=trainer)
    return [
        Engagement(row.starts_at, row.ends_at, _venue_of(row.session), _said(row), ("meeting", row.pk))
        for row in rows
    ]


def warning_words(
    trainer: Trainer, spans: Sequence[Span], venue_id: int | None, other: Engagement
) -> str:
    """Why somebody at ``venue_id`` during these times cannot well do the other as well; empty when they can."""
    if any(start < other.ends_at and other.starts_at < end for start, end in spans):
        return f"{trainer} has {other.words}, at the same time. Check who does which."
    return _travel_words(trainer, venue_id, other.venue_id, other.words)


def _travel_words(trainer: Trainer, venue_id: int | None, other_id: int | None, other: str) -> str:
    """Why somebody cannot well be at both venues within ``TRAVEL``; empty where one of the two is nowhere."""
    if venue_id is None or other_id in (None, venue_id):
        return ""
    return f"{trainer} has less than an hour to travel: {other}. Check that there is time enough."


def _of_engagements(
    session: Session, meetings: Sequence[MeetingTime], trainers: Collection[Trainer]
) -> Iterable[Clash]:
    spans = [(meeting.starts_at, meeting.ends_at) for meeting in meetings]
    for trainer in trainers:
        for engagements_of in _elsewhere:
            for other in engagements_of(trainer, spans):
                if words := warning_words(trainer, spans, _venue_of(session), other):
                    yield Clash("trainers", words, False, ("trainer", trainer.pk, *other.key))


def _kept_clashes(session: Session) -> list[Clash]:
    """Those that block in what the database holds of it."""
    kept = Session.objects.filter(pk=session.pk).first() if session.pk else None
    if kept is None:
        return []
    times = [MeetingTime(m.starts_at, m.ends_at, m.room) for m in kept.meetings.all()]
    found = _of_sessions(kept, times, list(kept.trainers.all()))
    return [clash for clash in found if clash.blocks]


def _of_trainers(
    session: Session, meetings: Sequence[MeetingTime], trainers: Collection[Trainer]
) -> Iterable[Clash]:
    for trainer in trainers:
        for other in _others(session, meetings, TRAVEL).filter(session__trainers=trainer):
            key = ("trainer", trainer.pk, other.pk)
            if any(_overlap(mine, other) for mine in meetings):
                words = f"{trainer} gives {_said(other)}. Choose another time or another trainer."
                yield Clash("trainers", words, _blocks(session, other), key)
            elif words := _travel_words(
                trainer, _venue_of(session), _venue_of(other.session), _said(other)
            ):
                yield Clash("trainers", words, False, key)


def _of_room(session: Session, meetings: Sequence[MeetingTime]) -> Iterable[Clash]:
    if session.venue_id is None or session.format not in AT_A_VENUE:
        return
    there = _others(session, meetings).filter(
        session__venue=session.venue_id, session__format__in=AT_A_VENUE
    )
    for other in there:
        rooms = {_room(mine.room) for mine in meetings if _overlap(mine, other)}
        key = ("room", session.venue_id, other.pk)
        if _room(other.room) and _room(other.room) in rooms:
            words = f"This room is taken by {_said(other)}. Choose another room, venue or time."
            yield Clash("venue", words, _blocks(session, other), key)
        elif "" in rooms or not _room(other.room):
            words = f"{_said(other)} is at the same venue. Write the room with each meeting."
            yield Clash("venue", words, False, key)


def _others(
    session: Session, meetings: Sequence[MeetingTime], margin: timedelta = timedelta()
) -> QuerySet[Meeting]:
    """Meetings of other sessions, not cancelled, during these meetings or within ``margin`` of them."""
    spans = [(mine.starts_at, mine.ends_at) for mine in meetings]
    return _near(spans, margin).exclude(session=session.pk)


def near(spans: Sequence[Span], margin: timedelta) -> Q:
    """What begins and ends during these times, or within ``margin`` of them."""
    found = Q(pk__in=[])
    for start, end in spans:
        found |= Q(starts_at__lt=end + margin, ends_at__gt=start - margin)
    return found


def _near(spans: Sequence[Span], margin: timedelta) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(near(spans, margin)).exclude(session__state=SessionState.CANCELLED)
    return rows.select_related("session__course", "session__venue")


def _venue_of(session: Session) -> int | None:
    return session.venue_id if session.format in AT_A_VENUE else None


def _blocks(session: Session, other: Meeting) -> bool:
    return session.state in SHOWN and other.session.state != SessionState.DRAFT


def _overlap(mine: MeetingTime, other: Meeting) -> bool:
    return mine.starts_at < other.ends_at and other.starts_at < mine.ends_at


def _room(room: str) -> str:
    return room.strip().casefold()


def _said(meeting: Meeting) -> str:
    session = meeting.session
    room = f", {meeting.room}" if meeting.room else ""
    draft = " (a draft)" if session.state == SessionState.DRAFT else ""
    when = clock.say_span(meeting.starts_at, meeting.ends_at)
    return f"“{session.title}”{draft}, {when}, {session.place_words}{room}"
