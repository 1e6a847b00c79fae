"""200 people who book one date of 30 places at one moment, many times over, and both controls.

``python -m tests.bench.races [--postgres] [--races 100] [--controls 10] [--clicks 2] [--workers 2]``. Ends with 1 if
one race was not good or a control was not caught.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import django

from tests.bench.servers import Server, web

THREADS = 16
CONTROLS = {
    "read, then write": "tests.races.unguarded",
    "seats before the key": "tests.races.seats_before_key",
}
LOCKED = "database is locked"


def main() -> int:
    """On a database of its own, under the settings of a public portal."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.races", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--races", type=int, default=100)
    parser.add_argument("--controls", type=int, default=10, help="races of each control")
    parser.add_argument("--clicks", type=int, default=2, help="presses of each booker")
    parser.add_argument("--workers", type=int, default=2, help="processes of 16 threads each")
    options = parser.parse_args()
    from tests.bench.__main__ import database, prepare

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        with database(folder, postgres=options.postgres) as (url, database_pid):
            prepare(folder, url)
            django.setup()
            return measure(folder, options, database_pid)


def measure(folder: Path, options: Any, database_pid: int) -> int:
    """Prints a line for each part; returns the exit code."""
    log = folder / "server.log"
    good = True
    for title, application, times in [
        ("races", "portal.wsgi", options.races),
        *((f"control: {title}", module, options.controls) for title, module in CONTROLS.items()),
    ]:
        if not times:
            continue
        with web(
            application, log=log, healthy="/health/live", workers=options.workers, threads=THREADS
        ) as server:
            served = [server, *([Server(0, database_pid)] if database_pid else [])]
            outcomes = run(server, served, times=times, clicks=options.clicks)
        faulty = sum(1 for outcome in outcomes if outcome.faults)
        good &= faulty == (0 if application == "portal.wsgi" else times)
        print(f"{title}: {faulty} of {times} faulty; {in_words(outcomes)}", flush=True)
    words = log.read_text(encoding="utf-8", errors="replace")
    print(f"“{LOCKED}”: {words.count(LOCKED)} times; deadlocks: {deadlocks()}")
    return 0 if good else 1


def run(server: Server, served: list[Server], *, times: int, clicks: int) -> list[Any]:
    """Each race for a new date of one course."""
    from tests.factories.training import CoursePageFactory
    from tests.races.full_house import race

    course = CoursePageFactory()
    address = f"http://127.0.0.1:{server.port}"
    outcomes = []
    for number in range(times):
        before = sum(one.cpu() for one in served)
        outcome = race(address, clicks=clicks, course=course)
        cpu = sum(one.cpu() for one in served) - before
        outcomes.append(outcome)
        said = f"{outcome.sold} sold, {outcome.offered} offered, {outcome.waiting} wait"
        print(
            f"  {number + 1}: {said}, p95 {outcome.p95:.2f} s, most {max(outcome.seconds):.2f} s, CPU {cpu:.1f} s",
            *outcome.faults,
            sep="; ",
            file=sys.stderr,
        )
    return outcomes


def in_words(outcomes: list[Any]) -> str:
    """Seats, times and faults of all races together."""
    p95 = [outcome.p95 for outcome in outcomes]
    held = [outcome.sold + outcome.offered for outcome in outcomes]
    faults = Counter(words for outcome in outcomes for words in outcome.faults)
    said = f"seats held {min(held)} to {max(held)}, p95 {statistics.median(p95):.2f} s"
    said += f" ({min(p95):.2f} to {max(p95):.2f})"
    return "; ".join([said, *(f"{number} × {words}" for words, number in faults.most_common(5))])


def deadlocks() -> str:
    """As the database counts them."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return "none are possible"
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
