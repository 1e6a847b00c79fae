"""The pages under measurement, and what one answer of each costs in statements and bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.entries import Resource
from portal.base import clock, snapshot
from tests.bench.load import send
from tests.bench.servers import Server
from tests.bench.weights import Weight, first_view, zipped
from training.models import Meeting, Session

WEIGHED = ("home", "catalogue", "course")


@dataclass(frozen=True)
class Cost:
    """One answer: statements with the small tables in memory, and when they must be read first."""

    statements: int
    looking_statements: int
    size: int
    zipped: int


def addresses() -> dict[str, str]:
    """The path of each page."""
    session = Session.objects.bookable().select_related("course").earliest("pk")
    return {
        "home": "/",
        "catalogue": "/training/",
        "course": session.course.href,
        "calendar": f"/training/calendar/?month={busiest_month()}",
        "list of the month": f"/training/calendar/?month={busiest_month()}&view=agenda",
        "calendar.ics": "/training/calendar.ics",
        "near me this term": "/training/near/?near=CT10&term=next",
        "directory": "/directory/",
        "entry": Resource.objects.live().earliest("pk").href,
        "search": "/search/?q=autism",
    }


def busiest_month() -> str:
    """The month with most meetings, as addresses write it."""
    starts = Meeting.objects.filter(session__in=Session.objects.upcoming().values("pk"))
    months = Counter(f"{clock.in_london(at):%Y-%m}" for at in starts.values_list("starts_at", flat=True))
    return months.most_common(1)[0][0]


def visitor() -> Client:
    """Somebody who asks this process instead of the server, so that statements can be counted."""
    return Client(SERVER_NAME="127.0.0.1", headers={"X-Forwarded-Proto": "https"})


def cost(path: str) -> Cost:
    """What an anonymous GET of ``path`` takes."""
    client = visitor()
    client.get(path)
    snapshot.forget_stamps()
    with CaptureQueriesContext(connection) as looking:
        client.get(path)
    with CaptureQueriesContext(connection) as warm:
        response = client.get(path)
    return Cost(len(warm), len(looking), len(response.content), len(zipped(response.content)))


def weight(server: Server, path: str) -> Weight:
    """The first view of a page as the server sends it."""

    def fetch(address: str) -> bytes:
        status, _location, content = send(server, "GET", address)
        if status != 200:
            raise RuntimeError(f"{address} was answered with {status}")
        return content

    return first_view(fetch(path).decode(), address=path, fetch=fetch)
