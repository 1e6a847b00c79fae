"""A person's places as calendar entries: one for each meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.urls import reverse

from bookings.places.joining import joining_link
from bookings.places.models import Booking, Place
from portal.accounts.models import Person
from portal.base import clock
from portal.base.jsonlists import moment
from portal.base.models import site_settings
from portal.notify.calendar import Event, Method, calendar_text
from portal.notify.services import Attachment
from training.models import Session
from training.services import MeetingTime


def booking_url(booking: Booking) -> str:
    """The booking's own page, with the site's address, for mails and calendars."""
    return f"{settings.PUBLIC_URL}{reverse('bookings:detail', args=[booking.reference])}"


def place_url(place: Place) -> str:
    """The address of the place's own page, for its holder, who need not sign in."""
    return f"{settings.PUBLIC_URL}{reverse('bookings:place', args=[place.key])}"


def entry_uid(session: Session, whose: str, number: int) -> str:
    """The id of a meeting in the calendar of whoever ``whose`` names, e.g. ``person/12``."""
    return f"{uuid5(session.uid, f'{whose}/{number}')}@portal"


def entries(
    *,
    booking: Booking,
    person: Person | None,
    cancelled: bool = False,
    dropped: Sequence[MeetingTime] = (),
    now: datetime | None = None,
) -> list[Event]:
    """The session's meetings for ``person``, who has a place, or for a booker who only looks on (None).

    ``booking.session`` comes from ``sessions_for_booking``. An entry keeps its id over bookings
    of the same person in the same session, and its sequence rises with each change of either.
    Meetings that were ``dropped`` from the end are called off.
    """
    session: Any = booking.session
    title = session.title if person else f"{session.title} (your colleagues)"
    link = joining_link(session=session, holds=person is not None and not cancelled, now=now)
    whose = f"person/{person.pk}" if person else f"booking/{booking.pk}"
    rows = [(moment(row["starts"]), moment(row["ends"]), row["room"]) for row in session.meeting_rows]
    rows += [(meeting.starts_at, meeting.ends_at, meeting.room) for meeting in dropped]
    events = []
    for number, (start, end, room) in enumerate(rows):
        gone = cancelled or number >= len(session.meeting_rows)
        events.append(
            Event(
                uid=entry_uid(session, whose, number),
                sequence=booking.calendar_sequence + session.calendar_sequence,
                start=start,
                end=end,
                summary=f"Cancelled: {title}" if gone else title,
                location=_where(session, room, link),
                description=f"Booking {booking.reference}",
                url=link if session.is_online else "",
                cancelled=gone,
            )
        )
    return events


def calendar_for(
    *,
    booking: Booking,
    person: Person | None,
    cancelled: bool = False,
    dropped: Sequence[MeetingTime] = (),
    now: datetime | None = None,
) -> tuple[str, Method]:
    """A calendar file and what it asks of the calendar.

    An invitation (REQUEST) and its CANCEL hold one entry by RFC 5546, so several meetings are
    published instead. What was published is called off as it came: the same entries once more, each
    with its status and, for calendars that do not look at that, with the word in its title.
    """
    events = entries(booking=booking, person=person, cancelled=cancelled, dropped=dropped, now=now)
    method = Method.PUBLISH
    if person and person.email and len(events) == 1:
        method = Method.CANCEL if cancelled else Method.REQUEST
    text = calendar_text(
        events=events,
        method=method,
        organiser=site_settings.get().contact_email or organiser_of(settings.DEFAULT_FROM_EMAIL),
        attendee=person.email if person else "",
        now=now or clock.now(),
    )
    return text, method


def calendar_attachment(
    *,
    booking: Booking,
    person: Person | None,
    cancelled: bool = False,
    dropped: Sequence[MeetingTime] = (),
) -> Attachment:
    """The same as a file, to go with a mail or to be fetched from a page."""
    text, method = calendar_for(booking=booking, person=person, cancelled=cancelled, dropped=dropped)
    return Attachment(f"{booking.reference}.ics", f"text/calendar; method={method}", text)


def organiser_of(sender: str) -> str:
    """The bare address of ``Name <address>``."""
    return sender.rpartition("<")[2].rstrip(">")


def _where(session: Any, room: str, link: str) -> str:
    if session.venue is None:
        return link or session.get_format_display()
    return f"{room}, {session.venue.words}" if room else str(session.venue.words)
