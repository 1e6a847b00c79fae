"""Pages of search over a database of many entries; ``python -m tests.bench.findable [--entries N] […]``.

Measures what the engine alone cannot say: an index made from the database's own rows, the whole search
page beside its engine's part, a saved change until readers find it while the worker runs, and the page
while there is no engine, or one that hangs.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import django

from tests.bench.__main__ import database, manage, prepare
from tests.bench.corpus import ASKED, WEIGHTS, WORDS
from tests.bench.schools import Times
from tests.bench.search import say, seconds
from tests.services.databases import ROOT
from tests.services.elasticsearch.server import Node, running_node

ENTRIES = 100_000
ROWS_AT_ONCE = 2_000
QUESTIONS = 60
CHANGES = 20
SEVERAL_NARROWINGS = ("", "kind=resource", "kind=resource&kind=service", "phase=primary&need=autism")


def main() -> int:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.findable", description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        url, _pid = stack.enter_context(database(folder, postgres=options.postgres))
        node = None
        prepare(folder, url)
        if options.engine == "elasticsearch":
            node = stack.enter_context(running_node(quick=False))
            os.environ["ELASTICSEARCH_URL"] = node.url
        django.setup()
        measure(options.entries, folder, node)
    return 0


def measure(entries: int, folder: Path, node: Node | None) -> None:
    """All figures, one line each."""
    from django.conf import settings

    from search.port import engine

    print(f"Search over {entries:,} entries, {engine().name}")
    say("writing the entries", seconds(lambda: invent(entries)))
    say("the index, from the database", seconds(lambda: manage("search_rebuild")))
    with_engine()
    with worker():
        until_found()
    if node is None:
        index = Path(settings.SEARCH_INDEX_DIR)
        index.rename(index.with_name("away"))
        say("page without an index", pages(asked()))
        index.with_name("away").rename(index)
        return
    node.signal(signal.SIGSTOP)
    engine().breaker.succeeded()
    first = pages(asked()[:1])
    say("page while it hangs, first", first)
    say("page while it hangs, then", pages(asked()))
    node.signal(signal.SIGCONT)


def invent(entries: int) -> None:
    """Resources with words as English has them, published, in relations and in the database's index."""
    from wagtail.search.backends import get_search_backend

    from directory.entries import Resource
    from portal.vocabulary.models import Audience, Need, Phase, ResourceType
    from search.indexing.touching import touch_everything

    random = Random(5)
    types = list(ResourceType.objects.all())
    relations = {
        "needs": (Resource.needs.through, "need_id", list(Need.objects.values_list("pk", flat=True))),
        "phases": (
            Resource.phases.through,
            "phase_id",
            list(Phase.objects.values_list("pk", flat=True)),
        ),
        "audiences": (
            Resource.audiences.through,
            "audience_id",
            list(Audience.objects.values_list("pk", flat=True)),
        ),
    }
    backend: Any = get_search_backend()
    words = backend.get_index_for_model(Resource)
    for start in range(0, entries, ROWS_AT_ONCE):
        numbers = range(start, min(start + ROWS_AT_ONCE, entries))
        rows = Resource.objects.bulk_create([_resource(number, random, types) for number in numbers])
        for through, column, pks in relations.values():
            pairs = [(row.pk, pk) for row in rows for pk in random.sample(pks, random.randint(1, 2))]
            through.objects.bulk_create(
                through(**{"resource_id": one, column: other}) for one, other in pairs
            )
        words.add_items(Resource, Resource.objects.filter(pk__in=[row.pk for row in rows]))
    touch_everything()


def _resource(number: int, random: Random, types: list[Any]) -> Any:
    from directory.entries import Resource
    from portal.base import clock

    text = random.choices(WORDS, cum_weights=WEIGHTS, k=random.randint(60, 140))
    return Resource(
        title=" ".join(text[:6]),
        slug=f"invented-{number}",
        summary=" ".join(text[6:30])[:300],
        body=[("text", f"<p>{' '.join(text[30:])}</p>")],
        resource_type=random.choice(types),
        assured_on=clock.today(),
        assured_by="Somebody",
        live=True,
        demonstration=True,
    )


def asked() -> list[str]:
    """Addresses of search pages, narrowed in turn; a word in three is in a tenth of all or more."""
    random = Random(6)
    several = [" ".join(random.sample(ASKED, 1 + number % 3)) for number in range(QUESTIONS)]
    narrowed = [part for _words, part in zip(several, _turns(), strict=False)]
    return [
        f"/search/?{urlencode({'q': words})}{'&' if part else ''}{part}"
        for words, part in zip(several, narrowed, strict=True)
    ]


def _turns() -> Iterator[str]:
    return (part for _turn, part in product(range(QUESTIONS), SEVERAL_NARROWINGS))


def pages(addresses: list[str]) -> Times:
    """Each page as somebody without an account gets it."""
    from tests.bench.pages import visitor

    client, times = visitor(), Times()
    for address in addresses:
        times.take(lambda address=address: _get(client, address))
    return times


def _get(client: Any, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} was answered with {response.status_code}")


def with_engine() -> None:
    """The whole page, and beside it what its engine takes of it."""
    from search.port import engine

    guarded = engine()
    inside, search = Times(), guarded.engine.search
    pages(asked()[:6])

    def watched(*arguments: Any, **options: Any) -> Any:
        kept: list[Any] = []
        inside.take(lambda: kept.append(search(*arguments, **options)))
        return kept[0]

    guarded.engine.search = watched  # type: ignore[method-assign]
    whole = pages(asked())
    guarded.engine.search = search  # type: ignore[method-assign]
    say("whole page", whole)
    say("of it each search of the engine", inside)
    calls = len(inside.wall) / len(whole.wall)
    print(f"  searches for a page: {calls:.1f}; on average {mean(whole):.1f} ms a page, "
          f"{mean(whole) - mean(inside) * calls:.1f} ms of them outside the engine")  # fmt: skip


def mean(times: Times) -> float:
    """Milliseconds by the clock."""
    return sum(times.wall) / len(times.wall)


@contextmanager
def worker() -> Iterator[None]:
    """The worker, as ``make run`` starts it."""
    command = [sys.executable, "manage.py", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def until_found() -> None:
    """From the return of a save to the moment when the page shows the change."""
    from directory.entries import Resource
    from tests.bench.pages import visitor

    client, times, random = visitor(), Times(), Random(7)
    rows = list(Resource.objects.filter(slug__startswith="invented-").order_by("pk")[: CHANGES + 1])
    for number, row in enumerate(rows):
        word = f"zq{uuid4().hex[:10]}"
        row.title = f"{row.title[:100]} {word}"
        row.save_revision().publish()
        began = time.perf_counter()
        while word not in _results(client, word):
            time.sleep(0.02)
            if time.perf_counter() - began > 60:
                raise RuntimeError("a change was not found within a minute")
        if number:  # the worker was still starting when the first was saved
            times.wall.append((time.perf_counter() - began) * 1000)
            times.cpu.append(0.0)
        time.sleep(random.random())
    say("a saved change, until it is found", times)


def _results(client: Any, word: str) -> str:
    page = client.get(f"/search/?q={word}").content.decode()
    return "".join(part.partition("</h3>")[0] for part in page.split("<h3")[1:])


if __name__ == "__main__":
    sys.exit(main())
