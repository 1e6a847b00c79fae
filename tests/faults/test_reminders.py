"""Workers that hand reminders over are killed at random; everybody is reminded exactly once."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import Error, connections

from bookings.places.models import Place, Reminder, ReminderRule
from bookings.places.reminders import services
from bookings.places.reminders.services import remind_who_is_due
from bookings.places.reminders.times import due_at
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.models import OutboxRow
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

KILLS = 8
PEOPLE = 60


def test_kills_lose_no_reminder_and_repeat_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 3)  # so that a kill falls among many transactions
    due = due_at(ReminderRule.objects.get(key="a-week"), _booked())
    connections.close_all()  # children open connections of their own
    dice = random.Random(20261130)
    children = [_start(due) for _number in range(2)]
    for _kill in range(KILLS):
        time.sleep(dice.uniform(0.02, 0.2))
        number = dice.randrange(len(children))
        _kill_one(children[number])
        children[number] = _start(due)
    for pid in children:
        os.waitpid(pid, 0)
    while remind_who_is_due(due):
        pass
    places = Place.objects.live()
    assert Reminder.objects.count() == places.count() == PEOPLE
    mails = Message.objects.filter(template_key="reminder")
    assert sorted(mails.values_list("to", flat=True)) == sorted(
        places.values_list("person__email", flat=True)
    )
    owed = OutboxRow.objects.filter(kind="mail", key__in=[str(mail.pk) for mail in mails])
    assert owed.count() == PEOPLE


def _booked() -> datetime:
    """A session full of people; when it starts."""
    start = clock.now() + timedelta(days=20)
    _user, senco, school = make_booker()
    session = SessionFactory(starts_at=start, capacity=PEOPLE)
    colleagues = [
        make_colleague(school, name=f"Delegate {n}", email=f"d{n}@x.example") for n in range(PEOPLE)
    ]
    for first in range(0, PEOPLE, 20):
        make_booking(session, senco, school, colleagues[first : first + 20])
    return start


def _start(due: datetime) -> int:
    """A worker of its own process, until all is handed over."""
    pid = os.fork()
    if pid:
        return pid
    with suppress(Error):
        for _look in range(200):
            remind_who_is_due(due)
            if Reminder.objects.count() == PEOPLE:
                break
    os._exit(0)


def _kill_one(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
