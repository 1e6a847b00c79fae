"""The order of measuring: interleaved rounds, so that a busy moment falls on every target alike."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from tests.bench import booking, pages
from tests.bench.load import Sample, press
from tests.bench.pages import Cost
from tests.bench.servers import Server, program, web
from tests.bench.weights import Weight

ROUNDS = 3
UNIT = "bare view"
REQUESTS = 150
"""Of each page in each round: some seconds of CPU, against a clock of hundredths."""

UNIT_REQUESTS = 2_000
BOOKINGS = 8
"""In each round, each of another date."""


@dataclass
class Figures:
    """Everything measured in one run. The samples of a target stand in the order of the rounds."""

    database: str
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    bookings: list[Sample] = field(default_factory=list)
    costs: dict[str, Cost] = field(default_factory=dict)
    weights: dict[str, Weight] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    memory: list[tuple[float, float]] = field(default_factory=list)


def measure(folder: Path, *, database_pid: int) -> Figures:
    """Starts both servers and the worker, measures, and ends them."""
    log = folder / "server.log"
    figures = Figures(database=connection.vendor)
    with ExitStack() as stack:
        unit = stack.enter_context(web("tests.bench.bare", log=log, healthy="/"))
        portal = stack.enter_context(web("portal.wsgi", log=log, healthy="/health/live"))
        served = [portal]
        if database_pid:
            served.append(Server(0, database_pid))
        addresses = pages.addresses()
        for path in addresses.values():
            press(portal, path, requests=20, used=portal.cpu)
        for number in range(1, ROUNDS + 1):
            print(f"  round {number} of {ROUNDS} …", file=sys.stderr)
            one_round(figures, unit, served, addresses)
        figures.memory = portal.workers_mb()
        figures.weights = {name: pages.weight(portal, addresses[name]) for name in pages.WEIGHED}
        figures.costs = {name: pages.cost(path) for name, path in addresses.items()}
        process = stack.enter_context(program(["manage.py", "worker"], log=log))
        book(figures, [*served, Server(0, process.pid)])
    return figures


def one_round(figures: Figures, unit: Server, served: list[Server], addresses: dict[str, str]) -> None:
    """The unit and every page once."""
    sample = press(unit, "/", requests=UNIT_REQUESTS, used=unit.cpu)
    figures.samples.setdefault(UNIT, []).append(sample)
    for name, path in addresses.items():
        sample = press(served[0], path, requests=REQUESTS, used=lambda: used_by(served))
        figures.samples.setdefault(name, []).append(sample)


def book(figures: Figures, served: list[Server]) -> None:
    """Bookings over HTTP, then one in this process, whose statements can be counted."""
    print("  bookings …", file=sys.stderr)
    wait_until_idle(served[-1])
    dates = list(booking.dates())
    for number in range(ROUNDS):
        chosen = dates[number * BOOKINGS : (number + 1) * BOOKINGS]
        figures.bookings.append(booking.book(served[0], chosen, used=lambda: used_by(served)))
    figures.steps = booking.statements(dates[ROUNDS * BOOKINGS])


def used_by(served: list[Server]) -> float:
    """CPU seconds of web server, worker and database together."""
    return sum(server.cpu() for server in served)


def wait_until_idle(server: Server) -> None:
    """Let a process finish starting, so that its start is not counted."""
    before = -1.0
    while server.cpu() - before > 0.1:
        before = server.cpu()
        time.sleep(1.5)
