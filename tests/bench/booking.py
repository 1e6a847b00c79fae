"""One booking for three, one of them new to the school, from the first question to the last mail."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.places.models import Place
from portal.accounts.models import Person, User
from portal.notify.models import Message
from tests.bench.load import Sample, send
from tests.bench.pages import visitor
from tests.bench.servers import Server
from training.models import Session

BOOKER = "senco@demo.example"
TOKEN = "b" * 32
MAIL_PATIENCE = 30
Step = tuple[str, str, str, dict[str, Any]]
"""A name, a method, a path and the fields of a form. An empty path: where the last answer led."""


def dates() -> Iterator[Session]:
    """Dates with room for three that nobody of the booker's school has a place on, soonest first."""
    school = _booker().person.memberships.get().school
    taken = Place.objects.filter(booking__school=school).values("booking__session")
    open_to_all = Session.objects.bookable().filter(
        districts=None, audiences=None, course__level__isnull=False
    )
    for session in open_to_all.select_related("seats").exclude(pk__in=taken).order_by("pk"):
        if session.seats.left >= 3:
            yield session


def steps(session: Session) -> list[Step]:
    """What the booker's browser sends."""
    delegates, check = (
        reverse(f"bookings:{name}", args=[session.uid]) for name in ("delegates", "check")
    )
    colleague = _colleagues().first()
    assert colleague is not None
    answers = {
        "action": "continue",
        "people": ["me", str(colleague.pk)],
        "new-0-name": "Cara Example",
        "new-0-email": f"cara.{session.pk}@bench.example",
        "new-0-role": "teaching-assistant",
    }
    return [
        ("Who is going?", "GET", delegates, {}),
        ("its answers", "POST", delegates, answers),
        ("Check", "GET", check, {}),
        ("Book 3 places", "POST", check, {}),
        ("Done", "GET", "", {}),
    ]


def _booker() -> User:
    return User.objects.select_related("person").get(email=BOOKER)


def _colleagues() -> QuerySet[Person]:
    membership = _booker().person.memberships.get()
    return (
        Person.objects.filter(memberships__school=membership.school)
        .exclude(pk=membership.person_id)
        .order_by("pk")
    )


def signed_in() -> Client:
    """The booker, signed in."""
    client = visitor()
    client.force_login(_booker(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def statements(session: Session) -> dict[str, int]:
    """SQL statements of each step."""
    client, counts, location, hidden = signed_in(), {}, "", {}
    for name, method, path, fields in steps(session):
        with CaptureQueriesContext(connection) as captured:
            response = client.generic(
                method,
                path or location,
                urlencode({**fields, **hidden}, doseq=True),
                "application/x-www-form-urlencoded",
            )
        counts[name] = len(captured)
        location, hidden = response.headers.get("Location", ""), _hidden(response.content)
        _insist(name, response.status_code)
    return counts


def book(server: Server, sessions: list[Session], *, used: Callable[[], float]) -> Sample:
    """Books each date one after another over HTTP; CPU counts until the last mail has gone."""
    cookie = signed_in().cookies[settings.SESSION_COOKIE_NAME].value
    journeys = [steps(session) for session in sessions]
    mails = Message.objects.exclude(state=Message.State.WAITING)
    sent, times = mails.count(), []
    before, began = used(), time.perf_counter()
    for journey in journeys:
        first = time.perf_counter()
        _walk(server, journey, cookie)
        times.append((time.perf_counter() - first) * 1000)
    seconds = time.perf_counter() - began
    patience = time.monotonic() + MAIL_PATIENCE
    while mails.count() < sent + 3 * len(sessions):
        if time.monotonic() > patience:
            raise RuntimeError("The mails of the bookings were not sent.")
        time.sleep(0.2)
    return Sample(len(sessions), used() - before, seconds, sorted(times)[int(len(times) * 0.95)])


def _walk(server: Server, journey: list[Step], cookie: str) -> None:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "Origin": f"https://127.0.0.1:{server.port}",
    }
    location, hidden = "", {}
    for name, method, path, fields in journey:
        sent = {**fields, **hidden, "csrfmiddlewaretoken": TOKEN}
        body = urlencode(sent, doseq=True) if method == "POST" else ""
        status, location, content = send(
            server, method, path or urlsplit(location).path, body=body, headers=headers
        )
        hidden = _hidden(content)
        _insist(name, status)


def _hidden(content: bytes) -> dict[str, str]:
    """The key and the terms below which the check page asks for the last press."""
    found = re.findall(rb'name="(key|terms)" value="([^"]+)"', content)
    return {name.decode(): value.decode() for name, value in found}


def _insist(name: str, status: int) -> None:
    if status not in (200, 302):
        raise RuntimeError(f"The step “{name}” of a booking was answered with {status}.")
