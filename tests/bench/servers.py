"""The processes under measurement: how they are started and ended, and what they have used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.databases import ROOT
from tests.services.postgres import free_port
from tests.services.web import SECONDS_TO_START, wait_for

WORKERS = 2
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A started program; ``port`` is 0 for one that does not listen."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that it and its children have used so far."""
        return sum(_cpu(pid) for pid in family(self.pid))

    def workers_mb(self) -> list[tuple[float, float]]:
        """Resident and proportional memory of each web worker, in MB."""
        return [_memory(pid) for pid in family(self.pid) if pid != self.pid]


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for member in found:
        found.extend(children.get(member, []))
    return found


def _stat(pid: int) -> list[str]:
    """The fields of ``/proc/<pid>/stat`` after the name; none if the process has ended."""
    try:
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICK if fields else 0.0


def _memory(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    kilobytes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
    return kilobytes["Rss:"] / 1024, kilobytes["Pss:"] / 1024


@contextmanager
def web(
    application: str, *, log: Path, healthy: str, workers: int = WORKERS, threads: int = 0
) -> Iterator[Server]:
    """A WSGI application under gunicorn; without ``threads`` with synchronous workers, as the peers were measured.

    ``healthy`` is the path that answers when it is ready.
    """
    port = free_port()
    command = ["-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    if threads:
        command += ["--worker-class", "gthread", "--threads", str(threads)]
    with program([*command, "--workers", str(workers)], log=log) as process:
        wait_for(f"http://127.0.0.1:{port}{healthy}", process)
        yield Server(port, process.pid)


@contextmanager
def program(arguments: list[str], *, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program that ends, with its children, when the block does."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_START)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
