"""Synthetic bookings for scale tests, in sessions of their own, so that no real-looking one fills up."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, time, timedelta

from bookings.places.models import ALPHABET, Booking, Place, PlaceEvent
from portal.accounts.models import Membership
from portal.base import clock
from portal.home.demo.terms import school_days
from portal.vocabulary.choices import Format
from search.indexing.touching import touch_everything
from training.choices import SessionState
from training.models import CoursePage, Meeting, Session, SessionSeats

CAPACITY = 40
FILLED = 36
"""Places taken in each synthetic session; the others are left to book."""

MARK = "Synthetic session for scale tests."
BATCH = 2_000
LENGTH = timedelta(hours=2)
PAST, AHEAD = timedelta(days=365), timedelta(days=180)


def load_bookings(*, number: int, seed: int) -> None:
    """Adds sessions with bookings of one place each until there are ``number`` synthetic bookings.

    Writes rows and counters together instead of booking one by one, which would take hours.
    """
    first = Booking.objects.filter(session__notes=MARK).count()
    if first >= number:
        return
    chooser = random.Random(f"{seed}-{first}")
    sizes = _split(number - first)
    sessions = _sessions(sizes, chooser)
    members = list(
        Membership.objects.current()
        .filter(school__demonstration=True, person__user=None)
        .select_related("person")
        .order_by("pk")
    )
    bookings, places = [], []
    for session, size in zip(sessions, sizes, strict=True):
        for member in chooser.sample(members, size):
            booking = _booking(session, member, first + len(bookings), chooser)
            bookings.append(booking)
            places.append(
                Place(
                    booking=booking, session=session, person=member.person, role_id=member.person.role_id
                )
            )
    Booking.objects.bulk_create(bookings, batch_size=BATCH)
    Place.objects.bulk_create(places, batch_size=BATCH)
    confirmed = PlaceEvent.Kind.CONFIRMED
    PlaceEvent.objects.bulk_create(
        (PlaceEvent(place=place, kind=confirmed) for place in places), batch_size=BATCH
    )


def _split(number: int) -> list[int]:
    """How many places each session gets."""
    whole, rest = divmod(number, FILLED)
    return [FILLED] * whole + ([rest] if rest else [])


def _sessions(sizes: list[int], chooser: random.Random) -> list[Session]:
    """One session for each size, on school days of the past year and the coming two terms."""
    today = clock.today()
    days = list(school_days(today - PAST, today + AHEAD))
    courses = list(CoursePage.objects.filter(demonstration=True, withdrawn_on=None).order_by("pk"))
    starts = [
        datetime.combine(chooser.choice(days), time(9, 30), tzinfo=clock.LONDON) for _size in sizes
    ]
    sessions = [_session(chooser.choice(courses), start, chooser) for start in starts]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    touch_everything()
    Meeting.objects.bulk_create(
        (
            Meeting(session=row, starts_at=start, ends_at=start + LENGTH)
            for row, start in zip(sessions, starts, strict=True)
        ),
        batch_size=BATCH,
    )
    SessionSeats.objects.bulk_create(
        (
            SessionSeats(session=row, capacity=CAPACITY, taken=size)
            for row, size in zip(sessions, sizes, strict=True)
        ),
        batch_size=BATCH,
    )
    return sessions


def _session(course: CoursePage, start: datetime, chooser: random.Random) -> Session:
    return Session(
        uid=uuid.UUID(int=chooser.getrandbits(128)),
        course=course,
        state=SessionState.COMPLETED if start < clock.now() else SessionState.OPEN,
        format=Format.ONLINE,
        notes=MARK,
        starts_at=start,
        ends_at=start + LENGTH,
        demonstration=True,
    )


def _booking(session: Session, member: Membership, number: int, chooser: random.Random) -> Booking:
    return Booking(
        reference=_reference(number),
        session=session,
        booker=member.person,
        school_id=member.school_id,
        idem_key=uuid.UUID(int=chooser.getrandbits(128)),
    )


def _reference(number: int) -> str:
    """A reference that counts, unlike real ones; ``KB`` keeps them apart."""
    letters = ""
    for _ in range(8):
        number, rest = divmod(number, len(ALPHABET))
        letters = ALPHABET[rest] + letters
    return f"KB-{letters[:4]}-{letters[4:]}"
