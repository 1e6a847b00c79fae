"""A search engine with 100,000 documents: part of ``make bench``; ``python -m tests.bench.search [--engine NAME]``.

Measures the engine alone, by the clock and in this process's CPU: rebuilding, a page of twenty hits with
eight facets counted, the hits alone, as many as lists ask for with excerpts and without, suggestions, one
change until it is findable, and the words for spelling. Elasticsearch is ``ELASTICSEARCH_URL``'s, or else
the tests' own, started for it.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import django

from tests.bench.schools import Times
from tests.services.elasticsearch.server import running_node

DOCUMENTS = 100_000
ROUNDS = 3
HITS = 20
CHANGES = 30


def main() -> int:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="portal.settings.dev")
        django.setup()
        with engine(options.engine, Path(folder)) as made:
            measure(made, options.documents)
    return 0


@contextmanager
def engine(name: str, folder: Path) -> Iterator[Any]:
    """The engine to measure, empty, patient enough to be measured when it is slow."""
    if name == "elasticsearch":
        from search.adapters.elasticsearch import ElasticsearchEngine

        if url := os.environ.get("ELASTICSEARCH_URL"):
            yield ElasticsearchEngine(url=url, prefix="bench", patience=60)
        else:
            with running_node(quick=False) as node:
                yield ElasticsearchEngine(url=node.url, prefix="bench", patience=60)
        return
    from search.adapters.embedded import EmbeddedEngine

    yield EmbeddedEngine(folder / "search")


def measure(made: Any, number: int) -> None:
    """All figures, one line each."""
    from search.plan import MOST_RANKED
    from tests.bench import corpus

    say("inventing them", seconds(lambda: sum(1 for _ in corpus.documents(number))))
    say("rebuilding", seconds(lambda: made.rebuild(corpus.documents(number))))
    print(f"  {'most memory of this process':<34}{most_memory():.0f} MB")
    plans = corpus.plans()
    for plan in plans[::3]:
        made.search(plan, start=0, size=HITS, counting=corpus.COUNTED)
    page, hits, suggesting, writing = Times(), Times(), Times(), Times()
    marked, bare = Times(), Times()
    for turn in range(ROUNDS):
        Random(turn).shuffle(plans)
        for plan in plans:
            page.take(lambda asked=plan: made.search(asked, start=0, size=HITS, counting=corpus.COUNTED))
            hits.take(lambda asked=plan: made.search(asked, start=0, size=HITS))
    for plan in plans[::3]:
        for excerpts, times in ((True, marked), (False, bare)):
            asked = replace(plan, excerpts=excerpts)
            times.take(lambda one=asked: made.search(one, start=0, size=MOST_RANKED))
    totals = sorted(made.search(plan, start=0, size=0).total for plan in plans)
    for typed in corpus.beginnings():
        suggesting.take(lambda words=typed: made.suggest(words, limit=8))
    for index, item in zip(range(CHANGES), corpus.documents(CHANGES), strict=True):
        changed = replace(item, title=f"changed {index} {item.title}")
        writing.take(lambda one=changed: made.write([one]))
    say("twenty hits, eight facets", page)
    say("twenty hits", hits)
    say("a thousand hits with excerpts", marked)
    say("a thousand hits without", bare)
    say("suggestions", suggesting)
    say("one change, findable on return", writing)
    say("the words for spelling", seconds(made.words))
    say("every fingerprint", seconds(lambda: sum(1 for _ in made.fingerprints())))
    print(f"  results of a search: middle {totals[len(totals) // 2]:,}, most {totals[-1]:,}")


def seconds(doing: Callable[[], object]) -> str:
    """How long it takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    doing()
    return f"{time.perf_counter() - wall:.1f} s, of them {time.process_time() - cpu:.1f} s CPU here"


def most_memory() -> float:
    """The most this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, figure: object) -> None:
    """One line."""
    print(f"  {what:<34}{figure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
