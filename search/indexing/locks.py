"""Keeps whoever writes to an index alone; the lock goes with its process, however that ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

STEP = 0.05


class Busy(Exception):
    """Somebody else writes to the index."""


@contextmanager
def alone(name: str, *, shared: bool, patience: float = 0.0) -> Iterator[None]:
    """Runs while nobody else does so for the index ``name``; raises ``Busy`` after ``patience`` seconds.

    ``shared`` says that other machines write to it too: they meet in the database, if it is a server.
    """
    in_database = shared and connection.vendor == "postgresql"
    with _database_lock(name, patience) if in_database else _file_lock(name, patience):
        yield


@contextmanager
def _file_lock(name: str, patience: float) -> Iterator[None]:
    folder = Path(settings.SEARCH_INDEX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    short = sha256(name.encode()).hexdigest()[:12]
    with (folder / f"following-{short}.lock").open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Busy(name) from None
                time.sleep(STEP)
        yield


@contextmanager
def _database_lock(name: str, patience: float) -> Iterator[None]:
    number = int.from_bytes(sha256(f"search {name}".encode()).digest()[:8], "big", signed=True)
    until = time.monotonic() + patience
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            if cursor.fetchone()[0]:
                break
            if time.monotonic() >= until:
                raise Busy(name)
            time.sleep(STEP)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
