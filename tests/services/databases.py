"""Databases for the test processes: migrated once, then copied in a moment.

Migrating takes half a minute, copying a tenth of a second. The migrated template is kept under
``var/test-cache``, named by a hash of the migrations and one of all source files: what runs after
migrating (permissions, groups) depends on more than migrations, so after any other change the
older template is taken and ``migrate`` runs over it again. Beside it lies what takes as long to
load, the demonstration: as this source makes it, and at most an hour old, as its dates count from now.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from portal.base import clock

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / "var" / "test-cache"
APPS = ("portal", "bookings", "training", "directory", "search", "parents")
QUICK = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-20000;"
TEMPLATE = "portal_template"
PRISTINE = "pristine"
"""The state of a database that was only migrated."""


class ProcessDatabase(Protocol):
    """One test process's own database."""

    def create(self) -> None:
        """Make it from the template, and the template first if there is none."""

    def restore(self, state: str = PRISTINE) -> None:
        """Put it back to the template, after tests that committed, or to a remembered state."""

    def remember(self, state: str) -> None:
        """Keep what it holds now under a name."""

    def share(self, state: str) -> None:
        """Let the processes of this hour have a remembered state too, if the engine can."""

    def fetch(self, state: str) -> bool:
        """Remember a state that another process shared; whether there was one."""

    def drop(self) -> None:
        """Throw it away."""


def for_process(name: str, folder: Path) -> ProcessDatabase:
    """The database of the test process called ``name``, on the engine that the settings chose."""
    settings: dict[str, Any] = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        return SqliteDatabase(settings, folder / f"{name}.sqlite3")
    return PostgresDatabase(settings, f"portal_test_{name}")


class SqliteDatabase:
    """A file of its own, so that threads and other processes can use it too."""

    def __init__(self, settings: dict[str, Any], file: Path) -> None:
        self.settings = settings
        self.file = file
        self.template = cached("sqlite3")

    def create(self) -> None:
        self.settings["OPTIONS"]["init_command"] = QUICK
        with locked(self.template.suffix):
            if not self.template.exists():
                building = unfinished(self.template)
                if older := newest_like(self.template):
                    shutil.copyfile(older, building)
                self.settings["NAME"] = str(building)
                migrate()
                with closing(sqlite3.connect(building)) as built:
                    built.execute("PRAGMA journal_mode=DELETE")
                keep(building, self.template)
            shutil.copyfile(self.template, self.kept(PRISTINE))
        self.settings["NAME"] = str(self.file)
        self.restore()

    def restore(self, state: str = PRISTINE) -> None:
        copy(self.kept(state), self.file)

    def remember(self, state: str) -> None:
        copy(self.file, self.kept(state))

    def share(self, state: str) -> None:
        shared = self.shared(state)
        building = unfinished(shared)
        copy(self.kept(state), building)
        with closing(sqlite3.connect(building)) as built:
            built.execute("PRAGMA journal_mode=DELETE")
        keep(building, shared)

    def fetch(self, state: str) -> bool:
        shared = self.shared(state)
        if not shared.exists():
            return False
        shutil.copyfile(shared, self.kept(state))
        return True

    def shared(self, state: str) -> Path:
        """Where the other processes of this hour find a state."""
        return self.template.with_suffix(f".{clock.now():%Y-%m-%d-%H}.{state}")

    def kept(self, state: str) -> Path:
        """Where a state is kept, beside the database, as the shared template may be replaced."""
        return self.file.with_suffix(f".{state}")

    def drop(self) -> None:
        connections.close_all()
        self.file.unlink(missing_ok=True)


class PostgresDatabase:
    """A database of its own, copied by the server from a template database."""

    def __init__(self, settings: dict[str, Any], name: str) -> None:
        self.settings = settings
        self.name = name
        self.dump = cached("sql")

    def create(self) -> None:
        self.need_template()
        self.settings["NAME"] = self.name
        self.restore()

    def restore(self, state: str = PRISTINE) -> None:
        self.drop()
        kept = TEMPLATE if state == PRISTINE else f"{self.name}_{state}"
        self.run("CREATE DATABASE {} TEMPLATE {}", self.name, kept)

    def remember(self, state: str) -> None:
        connections.close_all()
        self.run("CREATE DATABASE {} TEMPLATE {}", f"{self.name}_{state}", self.name)

    def share(self, state: str) -> None:
        """Nothing: no test asks both for this engine and for a state that is slow to make."""

    def fetch(self, _state: str) -> bool:
        return False

    def drop(self) -> None:
        connections.close_all()
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def need_template(self) -> None:
        """Make the template, if no other process has made it on this server."""
        with locked(self.dump.suffix):
            if not self.has_template():
                self.make_template()

    def has_template(self) -> bool:
        """Whether another process has made it on this server already."""
        with self.server() as server:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return server.execute(query, [TEMPLATE]).fetchone() is not None

    def make_template(self) -> None:
        """Make the template database: from the kept dump, or by migrating."""
        building = f"{TEMPLATE}_building"
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", building)
        self.run("CREATE DATABASE {}", building)
        self.settings["NAME"] = building
        known = self.dump if self.dump.exists() else newest_like(self.dump)
        if known:
            self.tool("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={known}", building)
        if known != self.dump:
            migrate()
            building_dump = unfinished(self.dump)
            self.tool("pg_dump", "--no-owner", f"--file={building_dump}", building)
            keep(building_dump, self.dump)
        self.run("ALTER DATABASE {} RENAME TO {}", building, TEMPLATE)

    def server(self) -> psycopg.Connection[Any]:
        """A connection to the server's own database, outside any transaction."""
        return psycopg.connect(**self.address(), dbname="postgres", autocommit=True)

    def address(self) -> dict[str, Any]:
        """Where the server is."""
        return {
            "host": self.settings["HOST"],
            "port": self.settings["PORT"],
            "user": self.settings["USER"],
            "password": self.settings["PASSWORD"],
        }

    def run(self, statement: str, *names: str) -> None:
        """Run a statement of the server's own over databases."""
        with self.server() as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

    def tool(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's client programs."""
        address = self.address()
        where = [f"--host={address['host']}", f"--port={address['port']}"]
        command = [name, *where, f"--username={address['user']}", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def copy(source: Path, target: Path) -> None:
    """Copy one SQLite database over another, which other connections may have open."""
    connections.close_all()
    with (
        closing(sqlite3.connect(source)) as opened,
        closing(sqlite3.connect(target, timeout=20)) as written,
    ):
        opened.backup(written)


def migrate() -> None:
    """Bring the database that the settings name now to the present schema."""
    connections.close_all()
    call_command("migrate", verbosity=0)
    connections.close_all()


def cached(suffix: str) -> Path:
    """Where the template of the present source is kept."""
    CACHE.mkdir(parents=True, exist_ok=True)
    source = [file for app in APPS for file in (ROOT / app).rglob("*") if is_source(file)]
    schema = hashed([file for file in source if "migrations" in file.parts])
    return CACHE / f"{schema}-{hashed(source)}.{suffix}"


def is_source(file: Path) -> bool:
    """Whether a file can decide what a migrated database holds."""
    return file.suffix in {".py", ".json", ".csv", ".gz"} and "frontend" not in file.parts


def hashed(files: list[Path]) -> str:
    """A short hash of these files and of the versions of everything installed."""
    digest = hashlib.sha256()
    for package in sorted(f"{found.name}=={found.version}" for found in distributions()):
        digest.update(package.encode())
    for file in sorted(files):
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def newest_like(template: Path) -> Path | None:
    """An older template of the same migrations."""
    schema = template.name.partition("-")[0]
    older = CACHE.glob(f"{schema}-*{template.suffix}")
    return max(older, key=lambda file: file.stat().st_mtime, default=None)


def unfinished(kept: Path) -> Path:
    """Where a file is made that is then kept: a name of its own, as both engines make theirs at once."""
    return kept.with_name(f"{kept.name}.building")


def keep(built: Path, template: Path) -> None:
    """Put a finished template in its place, and drop those it replaces."""
    for old in CACHE.glob(f"*{template.suffix}"):
        old.unlink()
    built.replace(template)


@contextmanager
def locked(what: str) -> Iterator[None]:
    """One process makes it, the others wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{what.lstrip('.')}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
