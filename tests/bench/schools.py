"""24,000 schools: how long the register's file takes to load, and people to find one of them.

Part of ``make bench``; by itself ``python -m tests.bench.schools [--postgres]``. The questions are what
people type: names whole and in part, misspelt, with a town; postcodes, towns, districts, numbers; and the
worst that can be asked.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import django

SCHOOLS = 24_000
OF_EACH = 24
WORST = (
    "primary", "school", "primary school", "st", "academy", "a", "o", "the", "zzqq", "xyz abc def ghi",
    "church of england primary school margate", "oakfeild prmary scholl", "x" * 200, "%_%", "999999",
    "saint saint saint saint saint saint saint saint", "SW1A 1AA", "primary near Maidstone",
)  # fmt: skip


@dataclass
class Times:
    """Milliseconds of each question: by the clock, and of this process's CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, ask: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)

    def __str__(self) -> str:
        def at(values: list[float], part: float) -> float:
            return sorted(values)[int((len(values) - 1) * part)]

        parts = ", ".join(
            f"{name} p50 {at(values, 0.5):.1f} p95 {at(values, 0.95):.1f} max {max(values):.1f} ms"
            for name, values in (("clock:", self.wall), ("CPU:", self.cpu))
        )
        return f"{len(self.wall)} questions; {parts}"


def questions() -> list[str]:
    """The same ones every time."""
    from portal.accounts.models import School

    chooser = random.Random(2026)
    rows = list(
        School.objects.exclude(urn=None).order_by("urn").values("name", "town", "postcode", "urn")
    )
    asked = list(WORST)
    for row in chooser.sample(rows, OF_EACH):
        words = row["name"].split()
        letters = list(words[0])
        letters[1:3] = reversed(letters[1:3])
        asked += [
            row["name"], row["name"].lower(), " ".join(words[:2]), f"{words[0]} {row['town']}",
            f"{''.join(letters)} {' '.join(words[1:3])}", row["postcode"], row["postcode"].split(" ")[0],
            row["town"], f"{words[-2]} school {row['postcode']}", str(row["urn"]),
        ]  # fmt: skip
    asked += ["Thanet", "Folkestone and Hythe", "tunbridge wells", "Swale"]
    return asked


def measure() -> str:
    """Loads, asks, and says in words what it took."""
    from django.db import connection
    from django.test import Client

    from portal.accounts.models import School
    from portal.accounts.register.services import load_schools
    from tests.factories.register import invented_register

    said = [f"Schools, on {connection.vendor}"]
    file = invented_register(SCHOOLS)
    for words in ("first load", "the same again"):
        file.seek(0)
        cpu = time.process_time()
        report = load_schools(file=file)
        took = time.process_time() - cpu
        said.append(f"  {words}: {report.to_write} written in {report.seconds:.1f} s ({took:.1f} s CPU)")
    client, asked = Client(headers={"x-forwarded-proto": "https", "host": "127.0.0.1"}), questions()
    search, page = Times(), Times()
    for text in asked:  # once unmeasured: the index and the postcodes are read
        School.objects.listings(School.objects.find(text).hits[:20])
    for text in asked:
        search.take(lambda text=text: School.objects.listings(School.objects.find(text).hits[:20]))
        page.take(lambda text=text: _get(client, f"/schools/?{urlencode({'q': text})}"))
    return "\n".join([*said, f"  search and rows of a page: {search}", f"  whole page: {page}"])


def _get(client: object, address: str) -> None:
    response = client.get(address)  # type: ignore[attr-defined]
    if response.status_code != 200:
        raise RuntimeError(f"{address} was answered with {response.status_code}")


def main() -> None:
    """By itself, on a database of its own."""
    from tests.bench.__main__ import database, prepare

    parser = argparse.ArgumentParser(prog="python -m tests.bench.schools", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        with database(folder, postgres=options.postgres) as (url, _pid):
            prepare(folder, url, content="load_vocabulary")
            django.setup()
            print(measure())


if __name__ == "__main__":
    main()
