"""What is late: effects and work whose time has come and that nobody has done yet.

Apps say of their own work what is late; staff read it on one page. A worker that is down shows here
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.base import clock
from portal.outbox.due import registered
from portal.outbox.models import DueRun, OutboxRow

ALLOWANCE = timedelta(minutes=5)
"""The worker looks twice a minute; what is due for less is in hand."""


@dataclass(frozen=True)
class Late:
    """Work of one sort that is late: how much, since when, and where staff see it."""

    what: str
    number: int
    since: datetime
    href: str = ""


Look = Callable[[datetime], Iterable[Late]]
_looks: list[Look] = []


def register_lateness(look: Look) -> None:
    """Adds a function that says what of its sort was due before the moment it is given."""
    _looks.append(look)


def late_rows(rows: QuerySet, *, due: str, what: str, href: str = "") -> Iterator[Late]:
    """All of ``rows`` as one line, if there are any; ``due`` is the column that says since when."""
    found = rows.order_by().aggregate(number=Count("pk"), since=Min(due))
    if found["number"]:
        yield Late(what, found["number"], found["since"], href)


def what_is_late(now: datetime | None = None) -> list[Late]:
    """Everything that is late, the longest first."""
    before = (now or clock.now()) - ALLOWANCE
    return sorted((late for look in _looks for late in look(before)), key=lambda late: late.since)


def worker_seen_at() -> datetime | None:
    """When a worker last did what was due; None when none ever has."""
    seen: datetime | None = (
        DueRun.objects.order_by("-done_at")
        .values_list("done_at", flat=True)
        .filter(done_at__isnull=False)
        .first()
    )
    return seen


def worker_is_late(seen: datetime | None, now: datetime | None = None) -> bool:
    """Whether a worker that was ``seen`` last then has done nothing for longer than it may take."""
    return seen is None or seen < (now or clock.now()) - ALLOWANCE


def own_lateness(before: datetime) -> Iterator[Late]:
    """Effects, tasks and regular work that should have been done before this moment."""
    rows = OutboxRow.objects.all()
    outbox = reverse("outbox:index")
    yield from late_rows(
        rows.filter(given_up=False, due_at__lt=before),
        due="due_at",
        what="Mails and other effects to hand over",
        href=outbox,
    )
    yield from late_rows(
        rows.filter(given_up=True),
        due="created_at",
        what="Effects given up after all attempts: somebody has to look",
        href=f"{outbox}?given_up=true",
    )
    yield from late_rows(
        DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=before),
        due="enqueued_at",
        what="Tasks of the site, such as pictures in other sizes",
    )
    for run in DueRun.objects.filter(name__in=registered()):
        if run.failing and run.failed_at:
            since = run.done_at or run.failed_at
            yield Late(f"Regular work that fails: {run.name} ({run.error})", 1, since)
        elif run.done_at and run.done_at < before:
            yield Late(f"Regular work not done: {run.name}", 1, run.done_at)
