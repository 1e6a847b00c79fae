"""A session as a row of a list: when, where, places left and who it is for, in words.

Everything comes from the query that found the session; names come from the vocabulary in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.base import clock
from portal.base.jsonlists import moment
from portal.vocabulary.registry import terms
from training.choices import Booking
from training.sessions import Session

CHOOSE_ANOTHER = "Choose one of the other dates."
ACTIONS = {Booking.OPEN: "Book", Booking.FULL: "Join the waiting list"}
ASK_US = "No other date has places now: ask us for one."


@dataclass(frozen=True)
class PlacesWords:
    """``left`` says how many places there are; ``words`` are said instead where that is not the point.

    ``reason`` says why it cannot be booked and what to do.
    """

    left: int | None = None
    words: str = ""
    tone: str = ""
    reason: str = ""


@dataclass(frozen=True)
class SessionRow:
    """What a list shows of a session. ``bookable`` says whether there are places,
    ``action`` what to offer: the booking, or its waiting list; ``begun`` whether it has started."""

    uid: UUID
    start: datetime | None
    when: str
    title: str
    href: str
    place: str
    meetings: tuple[str, ...]
    places: PlacesWords
    note: str
    bookable: bool
    action: str
    begun: bool


def session_rows(sessions: Iterable[Session], now: datetime | None = None) -> list[SessionRow]:
    """The rows of ``sessions``, which come from ``SessionQuerySet.for_rows``."""
    at = now or clock.now()
    states = [(session, session.booking(at)) for session in sessions]
    instead = CHOOSE_ANOTHER if any(booking == Booking.OPEN for _, booking in states) else ASK_US
    return [_row(session, booking, instead) for session, booking in states]


def _row(session: Any, booking: Booking, instead: str) -> SessionRow:
    return SessionRow(
        uid=session.uid,
        start=session.starts_at,
        when=when_words(session),
        title=session.title,
        href=session.course.href,
        place=place_name(session),
        meetings=meeting_words(session),
        places=places_words(session, booking, instead),
        note=limits_words(session),
        bookable=booking == Booking.OPEN,
        action=ACTIONS.get(booking, ""),
        begun=booking in (Booking.BEGUN, Booking.PAST),
    )


def when_words(session: Any) -> str:
    """When it is; of several meetings how many there are, and the first."""
    meetings = session.meeting_rows
    if not meetings:
        return "No date yet"
    first = clock.say_span(moment(meetings[0]["starts"]), moment(meetings[0]["ends"]))
    return first if len(meetings) == 1 else f"{len(meetings)} meetings, first on {first}"


def place_name(session: Any) -> str:
    """Where it is: the venue and its town or else its district, or how the session is given."""
    if session.venue is None:
        return str(session.get_format_display())
    town = session.venue.town or str(terms("districts").by_id[session.venue.district_id])
    return f"{session.venue.name}, {town}"


def places_words(session: Session, booking: Booking, instead: str = "") -> PlacesWords:
    """How many places are left, or why none can be booked now; ``instead`` says what to do then."""
    if booking == Booking.OPEN:
        return PlacesWords(left=session.seats.left)
    if booking == Booking.FULL:
        return PlacesWords(0, "Full", "full", instead)
    if booking == Booking.NOT_YET and session.booking_opens_at:
        opens = say_day(session.booking_opens_at)
        reason = f"You can book from {clock.say_time(session.booking_opens_at)} on {opens}."
        return PlacesWords(None, f"Booking opens on {opens}", "full", reason)
    if booking == Booking.CANCELLED:
        return PlacesWords(
            None, "Cancelled", "full", f"This date does not take place. {instead}".strip()
        )
    if booking == Booking.PAST:
        return PlacesWords(None, "Has taken place", "full")
    if booking == Booking.BEGUN:
        return PlacesWords(None, "Has begun", "full", instead)
    return PlacesWords(None, "Booking has closed", "full", instead)


def limits_words(session: Any) -> str:
    """Who alone may come, where that is limited; empty when it is for all the course is for."""
    words = []
    districts = terms("districts").pick(session.district_ids)
    if districts:
        words.append(f"Only for schools and settings in {say_list(districts)}.")
    audiences = terms("audiences").pick(session.audience_ids)
    if audiences:
        words.append(f"Only for: {say_list(audiences)}.")
    return " ".join(words)


def meeting_words(session: Any) -> tuple[str, ...]:
    """When each meeting is, and the room; a session of one meeting needs only the room."""
    said = []
    for row in session.meeting_rows:
        room = f", {row['room']}" if row["room"] else ""
        said.append(clock.say_span(moment(row["starts"]), moment(row["ends"])) + room)
    if len(said) > 1:
        return tuple(said)
    room = session.meeting_rows[0]["room"] if session.meeting_rows else ""
    return (f"Room: {room}",) if room else ()


def say_list(items: Sequence[Any]) -> str:
    """“Dover, Swale and Thanet”."""
    names = [str(item) for item in items]
    return " and ".join(", ".join(names).rsplit(", ", 1)) if len(names) > 1 else "".join(names)


def say_day(day: date | datetime) -> str:
    """“9 March 2027”, where the weekday does not matter."""
    local = clock.in_london(day).date() if isinstance(day, datetime) else day
    return f"{local.day} {local:%B %Y}"
