"""Where indexes lie on disk, which of them is in use, and who may write.

``CURRENT`` names the folder in use and is replaced at once by renaming, so that readers see the old
index or the new one. What is replaced stays for a while for whoever is just opening it; who has it
open keeps reading it even when it is deleted.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from uuid import uuid4

from portal.base.clock import now
from search.adapters.embedded.schema import made, shape
from search.engine import EngineDown

OURS = re.compile(r"documents-([0-9a-f]{8})-[0-9]{14}-[0-9a-f]{6}")
GRACE = 120
"""Seconds for which a replaced index stays."""
STEP = 0.02


class Folder:
    """The folder of one portal's indexes on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pointer = root / "CURRENT"

    def current(self) -> Path | None:
        """The index in use; none before the first."""
        try:
            name = self.pointer.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return self.root / name if OURS.fullmatch(name) else None

    def outdated(self) -> bool:
        """Whether the index in use was made by another version of the portal."""
        path = self.current()
        found = OURS.fullmatch(path.name) if path else None
        return bool(found and found[1] != shape())

    def fresh(self) -> Path:
        """A new folder with an empty index, in use by nobody."""
        stamp = now().astimezone(UTC).strftime("%Y%m%d%H%M%S")
        path = self.root / f"documents-{shape()}-{stamp}-{uuid4().hex[:6]}"
        path.mkdir(parents=True)
        made(path)
        return path

    def use(self, path: Path) -> None:
        """Puts an index in the place of the one in use; lasts even when the power fails just then."""
        old = self.current()
        _sync(path)
        beside = self.root / f"CURRENT.{os.getpid()}"
        with beside.open("w", encoding="ascii") as file:
            file.write(path.name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.pointer)
        _sync(self.root)
        if old is not None and old.exists():
            os.utime(old)  # its time of grace begins

    def clear(self) -> None:
        """Deletes what is out of use and what killed processes left; only for who is building."""
        current = self.current()
        for path in self.root.iterdir():
            if path == current or not _old(path):
                continue
            if OURS.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith("CURRENT."):
                path.unlink(missing_ok=True)

    def tidy(self) -> None:
        """The same, if there is anything and nobody is building."""
        if sum(1 for path in self.root.iterdir() if OURS.fullmatch(path.name)) > 1:
            with suppress(EngineDown), self.building():
                self.clear()

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Keeps other writers out, of all processes; ends with the process, however it ends."""
        with self._locked("write.lock", patience, "Somebody else writes to the index."):
            yield

    @contextmanager
    def building(self) -> Iterator[None]:
        """Keeps other builders out."""
        with self._locked("build.lock", 0, "The index is being built already."):
            yield

    @contextmanager
    def _locked(self, name: str, patience: float, busy: str) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + patience
        with (self.root / name).open("ab") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= until:
                        raise EngineDown(busy) from None
                    time.sleep(STEP)
            yield


def _old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > GRACE
    except FileNotFoundError:
        return False


def _sync(path: Path) -> None:
    """Waits until a folder's entries are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
