"""10,000 reminders that fall due at one moment: how long until all of them are in the outbox.

Part of ``make bench``; by itself ``python -m tests.bench.reminders [--postgres]``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import django

SESSIONS, IN_EACH = 100, 100


def measure() -> str:
    """Books everybody, hands their reminders over, looks once more, and says in words what it took."""
    from django.db import connection

    from bookings.places.models import ReminderRule
    from bookings.places.reminders.services import remind_who_is_due
    from bookings.places.reminders.times import due_at
    from portal.notify.models import Message

    due = due_at(ReminderRule.objects.get(key="a-week"), _book())
    said = []
    for words in ("10,000 that are due", "a look when all are handed over"):
        wall, cpu, before = time.perf_counter(), time.process_time(), Message.objects.count()
        remind_who_is_due(due)
        said.append(
            f"  {words}: {Message.objects.count() - before} mails in {time.perf_counter() - wall:.1f} s"
            f" ({time.process_time() - cpu:.1f} s CPU)"
        )
    return "\n".join([f"Reminders, on {connection.vendor}", *said])


def _book() -> datetime:
    """Sessions that all start at one moment, each full of people of its own; returns that moment."""
    from bookings.places.models import Booking, Place, PlaceEvent
    from portal.accounts.models import Person
    from portal.base import clock
    from training.models import CoursePage, Session, SessionSeats
    from training.services import MeetingTime, save_session

    start = clock.now() + timedelta(days=30)
    course = CoursePage.objects.live().earliest("pk")
    booker = Person.objects.create(name="Booker", email="booker@bench.example")
    for number in range(SESSIONS):
        session = Session(course=course, state="open", joining_link="https://meet.example/bench")
        save_session(session=session, meetings=[MeetingTime(start, start + timedelta(hours=2))])
        SessionSeats.objects.create(session=session, capacity=IN_EACH, taken=IN_EACH)
        people = Person.objects.bulk_create(
            Person(name=f"Delegate {n}", email=f"d{number}.{n}@bench.example") for n in range(IN_EACH)
        )
        booking = Booking.objects.create(session=session, booker=booker, idem_key=uuid.uuid4())
        places = Place.objects.bulk_create(
            Place(booking=booking, session=session, person=person) for person in people
        )
        PlaceEvent.objects.bulk_create(
            PlaceEvent(place=place, kind=PlaceEvent.Kind.CONFIRMED) for place in places
        )
    return start


def main() -> None:
    """By itself, on a database of its own."""
    from tests.bench.__main__ import database, prepare

    parser = argparse.ArgumentParser(prog="python -m tests.bench.reminders", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        with database(folder, postgres=options.postgres) as (url, _pid):
            prepare(folder, url)
            django.setup()
            print(measure())


if __name__ == "__main__":
    main()
