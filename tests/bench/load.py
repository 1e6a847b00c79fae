"""Sending requests, counted and bounded, as a TLS-terminating proxy on this machine would."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.servers import Server

CONNECTIONS = 8
PATIENCE = 30
FROM_THE_PROXY = {"X-Forwarded-Proto": "https"}


@dataclass(frozen=True)
class Sample:
    """One round of one target: CPU seconds and wall seconds, of all requests together."""

    requests: int
    cpu: float
    seconds: float
    p95_ms: float

    @property
    def cpu_ms(self) -> float:
        """CPU of one request."""
        return self.cpu / self.requests * 1000

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


def send(
    server: Server, method: str, path: str, *, body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, str, bytes]:
    """Status, ``Location`` and body of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, {**FROM_THE_PROXY, **(headers or {})})
        response = connection.getresponse()
        return response.status, response.headers.get("Location", ""), response.read()
    finally:
        connection.close()


def press(server: Server, path: str, *, requests: int, used: Callable[[], float]) -> Sample:
    """``requests`` GETs over ``CONNECTIONS`` at a time. Raises ``RuntimeError`` for any answer but 200.

    ``used`` tells the CPU seconds that server and database have used so far.
    """
    times: list[float] = []
    failures: list[str] = []
    left = iter(range(requests))

    def client() -> None:
        for _number in left:
            began = time.perf_counter()
            try:
                status, _location, _body = send(server, "GET", path)
            except OSError as error:
                failures.append(repr(error))
                return
            times.append(time.perf_counter() - began)
            if status != 200:
                failures.append(str(status))
                return

    before, began = used(), time.perf_counter()
    clients = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise RuntimeError(f"{path} was answered with {failures[0]}")
    return Sample(requests, used() - before, seconds, sorted(times)[int(len(times) * 0.95)] * 1000)
