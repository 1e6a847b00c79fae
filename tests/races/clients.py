"""Pressing buttons at the same moment: each client is connected before the barrier falls."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings

TOKEN = "a" * 32
PATIENCE = 60
PROXY = {"X-Forwarded-Proto": "https"}
"""What the proxy of a public portal adds."""


@dataclass(frozen=True)
class Press:
    """A form to be sent: its address and fields, and the session cookie of who sends it."""

    path: str
    fields: dict[str, str]
    cookie: str


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 if nothing did."""

    status: int
    location: str
    seconds: float

    @property
    def booked(self) -> bool:
        """Whether the person was told that they have a place."""
        return self.status == 302 and self.location.endswith("/done/")


def press_together(address: str, presses: Sequence[Press]) -> list[Answer]:
    """Sends all forms at once; the answers stand in the order of ``presses``."""
    barrier = threading.Barrier(len(presses))
    answers: list[Answer] = [Answer(0, "", 0.0)] * len(presses)

    def press(number: int) -> None:
        answers[number] = _press(address, presses[number], barrier)

    threads = [threading.Thread(target=press, args=[number]) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _press(address: str, press: Press, barrier: threading.Barrier) -> Answer:
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    connection.connect()
    body = urlencode({**press.fields, "csrfmiddlewaretoken": TOKEN})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={press.cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}; seen=1",
    }
    if settings.SECURE_SSL_REDIRECT:
        headers |= {**PROXY, "Origin": f"https://{host}"}
    barrier.wait(PATIENCE)
    began = time.monotonic()
    try:
        connection.request("POST", press.path, body, headers)
        response = connection.getresponse()
        response.read()
    except OSError:
        return Answer(0, "", time.monotonic() - began)
    finally:
        connection.close()
    return Answer(response.status, response.headers.get("Location", ""), time.monotonic() - began)
