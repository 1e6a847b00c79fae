"""One server for a whole run of tests, started while others are under way already."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import Unavailable
from tests.services.elasticsearch.server import running_node

FOLDER = "TEST_ELASTICSEARCH_FOLDER"
"""The variable that tells the processes of a run where the outcome of starting is written."""
SECONDS_TO_WAIT = 900


@contextmanager
def starting(*, when: bool) -> Iterator[dict[str, str]]:
    """Starts a server beside what runs inside; gives the variables by which tests find it.

    Otherwise (``when`` is false: a few tests only) those that ask for a server start their own.
    """
    if not when:
        yield {}
        return
    with tempfile.TemporaryDirectory() as name:
        over = threading.Event()
        beside = threading.Thread(target=_run, args=(Path(name), over))
        beside.start()
        try:
            yield {FOLDER: name}
        finally:
            over.set()
            beside.join()


def _run(folder: Path, over: threading.Event) -> None:
    """Runs a server until ``over``, and says in the folder where it is or why there is none."""
    try:
        with running_node() as node:
            _say(folder / "url", node.url)
            over.wait()
    except Unavailable as reason:
        _say(folder / "unavailable", str(reason))
    except Exception as error:
        _say(folder / "unavailable", f"it could not be started: {error!r}")
        raise


def _say(file: Path, text: str) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


@contextmanager
def server() -> Iterator[str]:
    """The address of the run's server, or of one of this process's own. Raises ``Unavailable``."""
    if given := os.environ.get(FOLDER):
        yield _awaited(Path(given))
        return
    with running_node() as node:
        yield node.url


def _awaited(folder: Path) -> str:
    patience = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < patience:
        if (folder / "url").exists():
            return (folder / "url").read_text(encoding="utf-8")
        if (folder / "unavailable").exists():
            raise Unavailable((folder / "unavailable").read_text(encoding="utf-8"))
        time.sleep(0.2)
    raise Unavailable(f"it was not started within {SECONDS_TO_WAIT} seconds")
