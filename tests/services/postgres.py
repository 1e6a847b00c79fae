"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import Unavailable, debian

LIBRARY = Path("/usr/lib/postgresql")
OLDEST = 15
SECONDS_TO_START = 30
SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",
    "listen_addresses": "127.0.0.1",
}
"""Quick and unsafe, for data nobody keeps; room for the races' 200 clients."""


class Cluster:
    """A running server. ``stop`` and ``start`` may be called again, as tests of faults do."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder = folder
        self.binaries = binaries
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the empty cluster, owned by the unprivileged user that the server insists on."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        command = ["initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            self.command(*command, "--no-sync", "--locale=C.UTF-8"),
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in SERVER_OPTIONS.items()]
        options.append(f"-cunix_socket_directories={self.folder}")
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command("postgres", "-D", f"{self.folder}/data", "-p", f"{self.port}", *options),
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience:
            ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p"]
            if subprocess.run([*ready, f"{self.port}"], check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise Unavailable(f"PostgreSQL did not start: {self.tail()}")

    def stop(self) -> None:
        """End the server at once, as a power cut would for its clients."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            self.process.wait(SECONDS_TO_START)

    def tail(self) -> str:
        """The last words of the server's log."""
        return (self.folder / "server.log").read_text(encoding="utf-8")[-500:]

    def command(self, name: str, *arguments: str) -> list[str]:
        """A command line of one of the server's programs, run as its user when we are root."""
        line = [str(self.binaries / name), *arguments]
        if os.geteuid() == 0:
            return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *line]
        return line


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A started server, thrown away at the end. Raises ``Unavailable`` where there is none."""
    binaries = find_or_install()
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    cluster = Cluster(folder, binaries)
    try:
        cluster.initialise()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def find_or_install() -> Path:
    """The folder of PostgreSQL's server programs, installed first if need be."""
    if found := find():
        return found
    debian.install("postgresql")
    if found := find():
        return found
    raise Unavailable(f"PostgreSQL {OLDEST} or newer is not to be had from this system's packages")


def find() -> Path | None:
    """The newest installed server programs."""
    versions = [path for path in LIBRARY.glob("*/bin/initdb") if path.parts[-3].isdigit()]
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    if newest and int(newest.parts[-3]) >= OLDEST:
        return newest.parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
