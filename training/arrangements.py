"""What people who have booked rely on: when, where and how a session takes place, and what changed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.base import clock
from portal.vocabulary.choices import Format
from training.services import MeetingTime
from training.sessions import Session, Venue

Times = tuple[MeetingTime, ...]


@dataclass(frozen=True)
class Arrangement:
    """A session's meetings in order, how and where it is given, and the link to join it."""

    meetings: Times
    format: str
    venue: Venue | None
    link: str


@dataclass(frozen=True)
class Difference:
    """One thing that changed, as people read it: what it is about, what was said before, what now."""

    about: str
    before: str
    now: str


def kept(session_id: int) -> Arrangement:
    """What the database says now."""
    session = Session.objects.select_related("venue").get(pk=session_id)
    meetings = [MeetingTime(m.starts_at, m.ends_at, m.room) for m in session.meetings.all()]
    return planned(session, meetings)


def planned(session: Session, meetings: Sequence[MeetingTime]) -> Arrangement:
    """What a session not saved yet would be with these meetings."""
    ordered = tuple(sorted(meetings, key=lambda meeting: meeting.starts_at))
    return Arrangement(ordered, str(session.format), session.venue, str(session.joining_link))


def differences(before: Arrangement, after: Arrangement) -> list[Difference]:
    """What those who booked have to know of a change; empty when nothing of it concerns them.

    A link given for the first time is no change: they were told that it comes. The link itself is never
    among the words, as it is shown near the time only.
    """
    found = []
    if before.meetings != after.meetings:
        about = "When" if _times(before) != _times(after) else "Room"
        found.append(Difference(about, _say(before.meetings), _say(after.meetings)))
    if before.format != after.format:
        found.append(Difference("How", Format(before.format).label, Format(after.format).label))
    if before.venue != after.venue:
        found.append(Difference("Where", venue_words(before.venue), venue_words(after.venue)))
    if before.link and after.link and before.link != after.link:
        found.append(Difference("Link to join", "The old link no longer works", "There is a new link"))
    return found


def is_moved(before: Arrangement, after: Arrangement) -> bool:
    """Whether it is at another time or place now, or given in another way: a reason not to come."""
    return (_times(before), before.format, before.venue) != (_times(after), after.format, after.venue)


def venue_words(venue: Venue | None) -> str:
    """The venue with its address, or that there is none."""
    return "No venue" if venue is None else venue.words


def _times(arrangement: Arrangement) -> list[tuple[object, object]]:
    return [(meeting.starts_at, meeting.ends_at) for meeting in arrangement.meetings]


def _say(meetings: Times) -> str:
    lines = []
    for meeting in meetings:
        said = clock.say_span(meeting.starts_at, meeting.ends_at)
        lines.append(f"{said}, {meeting.room}" if meeting.room else said)
    return "\n".join(lines) or "No date"
