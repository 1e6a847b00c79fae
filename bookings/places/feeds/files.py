"""What a calendar reads at a secret address.

How to join an online session is in none of them, nor a key that could cancel a place: a calendar is
easily shared with a family or a whole office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from bookings.places.calendar import entry_uid
from bookings.places.feeds.models import CalendarAddress
from bookings.places.feeds.sources import further_entries
from bookings.places.models import Place, PlaceEvent
from bookings.places.session_reads import sessions_for_booking
from portal.accounts.models import Person, School
from portal.base import clock
from portal.base.jsonlists import moment
from portal.notify.calendar import Event, Feed
from training.calendar.feed import MOST, FeedFile, where_without_link
from training.choices import SessionState

KEPT = timedelta(days=93)
"""How long what is over stays in it: a term."""

EVERY = timedelta(hours=4)
"""How often calendars are asked to look again; most look when they like."""


def calendar_file(address: CalendarAddress) -> FeedFile:
    """The calendar of the address's holder or, for a membership, of its school."""
    now = clock.now()
    holder: Any = address.membership or address.person
    if address.membership is not None:
        school = address.membership.school
        feed, events = _feed(f"Training: {school.name}", SCHOOL_WORDS), _of_school(school, now)
    else:
        feed, events = _feed("My training in Kent", OWN_WORDS), _of_person(address.person, now)
    return FeedFile(feed, [*events, *further_entries(holder, now, now - KEPT)], now)


OWN_WORDS = "The training that you have a place in, and the clinics and LIFT meetings in which you booked a slot."
SCHOOL_WORDS = (
    "The training that colleagues of your school have a place in. For its SENCO and head also the clinics and LIFT "
    "meetings in which it has a slot."
)


def _feed(name: str, words: str) -> Feed:
    # Not its own address: a calendar that is exported or shared would carry the secret along.
    return Feed(name, words, _own_list(), EVERY)


def _own_list() -> str:
    return f"{settings.PUBLIC_URL}{reverse('bookings:list')}"


def _of_person(person: Person | None, now: datetime) -> list[Event]:
    """Entries with the same ids as those that came by mail."""
    found = []
    for place in _places(now, person=person):
        session: Any = place.session
        booking = place.booking
        found += _meetings(
            [place],
            whose=f"person/{place.person_id}",
            sequence=booking.calendar_sequence + session.calendar_sequence,
            title=session.title,
            words=f"Booking {booking.reference}",
        )
    return found


def _of_school(school: School, now: datetime) -> list[Event]:
    """One entry for each meeting, with the names of all who go.

    Who goes changes without the session, and so without a higher sequence: calendars that subscribe
    take the newer words.
    """
    by_session: dict[int, list[Place]] = defaultdict(list)
    for place in _places(now, booking__school=school):
        by_session[place.session_id].append(place)
    found = []
    for places in by_session.values():
        session: Any = places[0].session
        names = "\n".join(sorted(place.person.name for place in places))
        found += _meetings(
            places,
            whose=f"school/{school.pk}",
            sequence=session.calendar_sequence,
            title=f"{session.title} ({len(places)} going)",
            words=f"Going:\n{names}",
        )
    return found


def _meetings(
    places: Sequence[Place], *, whose: str, sequence: int, title: str, words: str
) -> list[Event]:
    """The meetings of the places' one session."""
    session: Any = places[0].session
    cancelled = session.state == SessionState.CANCELLED
    link = _own_list()
    return [
        Event(
            uid=entry_uid(session, whose, number),
            sequence=sequence,
            start=moment(row["starts"]),
            end=moment(row["ends"]),
            summary=f"Cancelled: {title}" if cancelled else title,
            location=where_without_link(session, row["room"]),
            description=f"{words}\n\nSee more: {link}",
            url=link,
            cancelled=cancelled,
            changed=max(session.changed_at, *(place.created_at for place in places)),
        )
        for number, row in enumerate(session.meeting_rows)
    ]


def _places(now: datetime, **whose: Any) -> list[Place]:
    """Places of those who go, or were going until we cancelled, soonest first, with their sessions as bookings
    read them.

    A session that merely vanished from a calendar would look like a slip of the calendar's.
    """
    had = PlaceEvent.objects.filter(place=OuterRef("pk"), kind=PlaceEvent.Kind.CONFIRMED)
    called_off = Q(state=Place.State.SESSION_CANCELLED) & Exists(had)
    going = Place.objects.filter(Q(state__in=Place.LIVE) | called_off)
    rows = going.filter(session__ends_at__gt=now - KEPT, **whose)
    places = list(rows.select_related("person", "booking").order_by("session__starts_at", "pk")[:MOST])
    wanted = {place.session_id for place in places}
    sessions = {session.pk: session for session in sessions_for_booking().filter(pk__in=wanted)}
    for place in places:
        place.session = sessions[place.session_id]
    return places
