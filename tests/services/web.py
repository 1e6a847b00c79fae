"""The portal under gunicorn, as a race over HTTP needs it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connections

from tests.services.databases import ROOT
from tests.services.postgres import free_port

SECONDS_TO_START = 180
"""On a machine that much else keeps busy; an idle one needs five."""
WORKERS = 2


class Portal:
    """A running web server on this process's database."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], address: str) -> None:
        self.folder = folder
        self.process = process
        self.address = address

    def renew(self) -> None:
        """Put fresh processes in the place of those that answered, and end those first.

        They come from one that has loaded the portal and answered nobody, so they remember nothing.
        """
        before = self.workers()
        self.process.send_signal(signal.SIGHUP)
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience and self.process.poll() is None:
            now = self.workers()
            if len(now) == WORKERS and not now & before:
                return
            time.sleep(0.05)
        raise RuntimeError(f"The portal at {self.address} did not renew its processes.")

    def workers(self) -> set[int]:
        """The processes that answer."""
        parent = f"{self.process.pid}"
        found = set()
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # The name may have spaces in it; after its bracket stand the state and the parent.
                if status.read_text().rpartition(")")[2].split()[1] == parent:
                    found.add(int(status.parent.name))
        return found


@pytest.fixture(scope="session")
def kept_portal(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Starting takes seconds of the processor, so it happens once for the tests of a process."""
    with started(tmp_path_factory.mktemp("portal"), "tests.services.warm", "--preload") as portal:
        yield portal


@pytest.fixture
def live_portal(transactional_db: None, kept_portal: Portal) -> Iterator[str]:
    """The address of the portal under gunicorn with 16 threads in each of two processes.

    It runs on this process's database, so that the test may look into it. The processes are new ones for
    each test, and their data folder is empty.
    """
    wait_for(f"{kept_portal.address}/health/live", kept_portal.process)
    yield kept_portal.address
    kept_portal.renew()
    for left in kept_portal.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def served(folder: Path, *, application: str) -> Iterator[str]:
    """Runs ``application``, a changed portal, for one test; its address."""
    with started(folder, application) as portal:
        yield portal.address


@contextmanager
def started(folder: Path, application: str, *options: str) -> Iterator[Portal]:
    """Runs ``application`` under gunicorn with a data folder of its own, until it is no longer needed."""
    port = free_port()
    data = folder / "data"
    data.mkdir()
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *web_server(port, application), *options],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **environment(data, port)},
        )
    portal = Portal(data, server, f"http://127.0.0.1:{port}")
    try:
        wait_for(f"{portal.address}/health/live", server)
        yield portal
    finally:
        server.terminate()
        server.wait(SECONDS_TO_START)


def web_server(port: int, application: str) -> list[str]:
    """Gunicorn as ``make run`` starts it, with more threads: two at a time hide races."""
    return [
        *("-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", f"{WORKERS}", "--threads", "16"),
    ]


def environment(folder: Path, port: int) -> dict[str, str]:
    """What makes another process use this process's database, and a data folder of its own."""
    database = connections["default"].settings_dict
    url = f"sqlite:///{database['NAME']}"
    if not database["ENGINE"].endswith("sqlite3"):
        host = f"{database['HOST']}:{database['PORT']}"
        url = f"postgres://{database['USER']}@{host}/{database['NAME']}"
    return {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until ``address`` answers; raises ``RuntimeError`` if the server ends or stays silent."""
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience and server.poll() is None:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The portal did not answer at {address}.")
