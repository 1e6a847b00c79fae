"""What is wrong with an index: noted at once, told to administrators once it has lasted a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q
from django.urls import reverse

from portal.accounts.models import User
from portal.base import clock
from portal.base.models import site_settings
from portal.notify.kinds import MessageKind, first_words, register_kind
from portal.notify.services import Letter, queue_messages
from portal.outbox.changes import waiting
from portal.outbox.late import Late
from search.engine import Health
from search.indexing.models import SearchIndex
from search.indexing.touching import TOPIC

PROBLEM = "search-index-problem"
ADMINISTRATORS = "Administrators"
LASTS = timedelta(minutes=1)
"""What is over sooner, e.g. a server that starts anew, is told to nobody."""
TOO_LONG = timedelta(minutes=2)
"""A change that waits longer to be found is a problem."""


def register_kinds() -> None:
    """Makes the mail known to ``portal.notify``."""
    register_kind(
        MessageKind(
            PROBLEM,
            "Search does not keep up, to administrators",
            {
                "name": "Asha Example",
                "service": "Kent Directory of Resources",
                "problem": "The search index does not answer: Elasticsearch cannot be reached.",
                "since": "Tuesday 9 March 2027, 9:30am",
                "link": "https://portal.example/admin/",
            },
            "Search needs a look: {{ service }}",
            first_words("search_index_problem"),
        )
    )


def problem_of(row: SearchIndex, health: Health) -> str:
    """What is wrong with an index now, as a sentence; empty when nothing is."""
    if not health.answers:
        return f"The search index does not answer: {health.detail}"
    if row.position is not None:
        oldest = waiting(topic=TOPIC, after=row.position).aggregate(oldest=Min("at"))["oldest"]
        if oldest is not None and clock.now() - oldest > TOO_LONG:
            return f"Changes since {clock.say_moment(oldest)} are not found yet."
    return ""


def note_problem(row: SearchIndex, problem: str) -> None:
    """Keeps what is wrong, with the time since when anything is; empty words end it."""
    if problem:
        known = SearchIndex.objects.filter(pk=row.pk)
        known.filter(problem="").update(problem_since=clock.now(), told_at=None)
        known.update(problem=problem[:300])
    else:
        SearchIndex.objects.filter(pk=row.pk).exclude(problem="").update(
            problem="", problem_since=None, told_at=None
        )


@transaction.atomic
def tell_if_it_lasts(row: SearchIndex, health: Health, now: datetime) -> bool:
    """Notes how the index is, and writes to administrators once for each time that it goes wrong."""
    note_problem(row, problem_of(row, health))
    due = SearchIndex.objects.filter(
        pk=row.pk, told_at__isnull=True, problem_since__lte=now - LASTS
    ).exclude(problem="")
    if not due.update(told_at=now):
        return False
    row.refresh_from_db()
    since = clock.say_moment(row.problem_since) if row.problem_since else ""
    tell(problem=row.problem, since=since)
    return True


def tell(*, problem: str, since: str) -> None:
    """A mail to each administrator. Call it in a transaction."""
    values = {
        "service": site_settings.get().service_name,
        "problem": problem,
        "since": since,
        "link": settings.PUBLIC_URL + reverse("wagtailadmin_home"),
    }
    queue_messages(
        letters=[
            Letter(PROBLEM, user.email, {**values, "name": user.name}, about="search")
            for user in administrators()
        ]
    )


def late_indexes(before: datetime) -> Iterator[Late]:
    """Indexes with which something has been wrong since before this moment."""
    for row in SearchIndex.objects.filter(problem_since__lt=before).exclude(problem=""):
        if row.problem_since:
            yield Late(f"Search: {row.problem}", 1, row.problem_since)


def administrators() -> list[Any]:
    """Everybody who looks after the portal."""
    who = Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS)
    return list(User.objects.filter(who, is_active=True).exclude(email="").distinct().order_by("pk"))
