"""Workers that hand reminders over are killed mid-work, and at random; everybody is reminded exactly once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connections
from django.db.models import QuerySet

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
AT_ONCE = 3

MOMENTS = [(1, "letters"), (2, "commit"), (3, "next"), (1, "commit"), (2, "letters"), (1, "next")]
"""In which of its transactions a worker dies: when the rows are written and the letters are not, when both are and
nothing is committed, and between that transaction and the next."""


def test_a_kill_in_the_middle_of_handing_over_undoes_what_was_begun_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", AT_ONCE)
    due = due_at(ReminderRule.objects.get(key="a-week"), _booked())
    kept = 0
    for number, moment in MOMENTS:
        connections.close_all()
        _pid, status = os.waitpid(_start(due, dies=(number, moment)), 0)
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        kept += AT_ONCE * (number if moment == "next" else number - 1)
        assert Reminder.objects.count() == _letters().count() == kept
    assert 0 < kept < PEOPLE
    while remind_who_is_due(due):
        pass
    _everybody_was_reminded_once()


def test_kills_lose_no_reminder_and_repeat_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", AT_ONCE)  # so that a kill falls among many transactions
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
    _everybody_was_reminded_once()


def _letters() -> QuerySet[Message]:
    return Message.objects.filter(template_key="reminder")


def _everybody_was_reminded_once() -> None:
    places, mails = Place.objects.live(), _letters()
    assert Reminder.objects.count() == places.count() == PEOPLE
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


def _start(due: datetime, *, dies: tuple[int, str] | None = None) -> int:
    """A worker of its own process, until all is handed over or it ``dies`` in a transaction of that number."""
    pid = os.fork()
    if pid:
        return pid
    if dies:
        _die(*dies)
    with suppress(Error):
        for _look in range(200):
            remind_who_is_due(due)
            if Reminder.objects.count() == PEOPLE:
                break
    os._exit(0)


def _die(number: int, moment: str) -> None:
    """Lets this process kill itself at that moment of the transaction with that number."""
    counted = iter(range(1, PEOPLE))

    def around(work: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: Any, **named: Any) -> Any:
            last = next(counted) == number
            if last and moment == "letters":
                os.kill(os.getpid(), signal.SIGKILL)
            done = work(*given, **named)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return counting

    step = "_hand_over" if moment == "next" else "queue_messages"
    setattr(services, step, around(getattr(services, step)))


def _kill_one(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
