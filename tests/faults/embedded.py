"""Writers and rebuilds of the embedded index killed (-9): ``python -m tests.faults.embedded [--kills 150]``.

One process after another writes batches, and builds the index anew in between, until it is killed at a
moment nobody chose. Each batch carries its number in every document, puts one thing in and takes one
out. After each death the index has to hold one batch whole: the last that was said to be done, or the
one that was being done. All the while another process searches and may never see anything else.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

from search.adapters.embedded import EmbeddedEngine
from search.documents import SearchDocument
from search.plan import Plan
from tests.search.contract.documents import TODAY

THINGS = 25
LONGEST_LIFE = 0.8
REBUILDS = 5
"""One batch in so many is a rebuild."""


def documents(batch: int) -> list[SearchDocument]:
    """Everything that the index holds after a batch."""
    everybody = [f"resource:{number}" for number in range(THINGS)]
    return [SearchDocument(key, "resource", f"Batch {batch}") for key in (*everybody, passing(batch))]


def passing(batch: int) -> str:
    """What only this batch has."""
    return f"page:{batch}"


def live(root: Path, batch: int, pipe: int) -> None:
    """Writes batch after batch and says each time that it is done, until it is killed."""
    engine = EmbeddedEngine(root)
    while True:
        batch += 1
        if batch % REBUILDS:
            engine.write(documents(batch), gone=[passing(batch - 1)])
        else:
            engine.rebuild(documents(batch))
        os.write(pipe, f"{batch}\n".encode())


def watch(root: Path) -> None:
    """Searches until it is killed; leaves at once with an error when it sees anything but one batch."""
    engine = EmbeddedEngine(root)
    while True:
        held(engine)


def held(engine: EmbeddedEngine) -> int:
    """The batch that the index holds whole."""
    found = engine.search(Plan(TODAY), start=0, size=100)
    keys = {hit.key for hit in found.hits}
    [page] = [key for key in keys if key.startswith("page:")]
    batch = int(page.partition(":")[2])
    if keys != {document.key for document in documents(batch)} or found.total != len(keys):
        raise AssertionError(f"Half of a batch: {sorted(keys)}")
    return batch


def run(kills: int, *, seed: int = 1) -> str:
    """Kills so many, and says what there was to see. Raises ``AssertionError`` when anything is wrong."""
    random = Random(seed)
    with tempfile.TemporaryDirectory(prefix="portal-faults-") as folder:
        root = Path(folder) / "search"
        EmbeddedEngine(root).rebuild(documents(0))
        began, batch, unsaid, waits = time.monotonic(), 0, 0, []
        watcher = _forked(lambda: watch(root))
        try:
            for _ in range(kills):
                said = _killed(root, batch, random.uniform(0, LONGEST_LIFE))
                engine = EmbeddedEngine(root)
                batch = held(engine)
                if not said <= batch <= said + 1:
                    raise AssertionError(f"Batch {said} was done, {batch} is there.")
                expected = {item.key: item.fingerprint for item in documents(batch)}
                if dict(engine.fingerprints()) != expected:
                    raise AssertionError(f"Batch {batch} is not what it was.")
                unsaid += batch > said
                waited = time.monotonic()
                engine.write([])  # the dead leave no lock
                waits.append(time.monotonic() - waited)
            if os.waitpid(watcher, os.WNOHANG) != (0, 0):
                watcher = 0
                raise AssertionError("Whoever searched saw something else than one batch.")
        finally:
            if watcher:
                os.kill(watcher, signal.SIGKILL)
                os.waitpid(watcher, 0)
        took = time.monotonic() - began
        return (
            f"{kills} kills in {took:.0f} s, {batch} batches, {unsaid} of them done but not said; "
            f"0 differences; the next writer was through after at most {max(waits) * 1000:.0f} ms"
        )


def _killed(root: Path, batch: int, life: float) -> int:
    """A writer that lives so long; the last batch it said was done."""
    reading, writing = os.pipe()
    writer = _forked(lambda: live(root, batch, writing))
    os.close(writing)
    time.sleep(life)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    with os.fdopen(reading, "rb") as said:
        return max([batch, *_numbers(said.read())])


def _numbers(said: bytes) -> Iterator[int]:
    return (int(line) for line in said.split())


def _forked(doing: object) -> int:
    child = os.fork()
    if child:
        return child
    try:
        doing()  # type: ignore[operator]
    finally:
        os._exit(1)


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.embedded", description=__doc__)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(run(options.kills, seed=options.seed))


if __name__ == "__main__":
    sys.exit(main())
