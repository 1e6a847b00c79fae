"""The database and its demonstration content, made once and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from portal.launch.console import LaunchError, say, step
from portal.launch.install import PYTHON, RUNTIME_LOCK, fingerprint
from portal.launch.place import ROOM_FOR_DATA, ROOT, Place, check_folder

DAYS_UNTIL_STALE = 21
"""Demonstration dates begin on the day of loading; after some weeks the first ones have passed."""


def prepare(place: Place) -> None:
    """Bring the database to the present schema and load the demonstration if it is not there.

    Stamps let a later start leave both out; a wrong or missing stamp only costs time, as migrating
    and loading do nothing the second time.
    """
    check_folder(place.data, room=ROOM_FOR_DATA)
    refuse_production()
    (place.data / "static").mkdir(exist_ok=True)
    schema = place.stamps / "schema"
    present = fingerprint([*sources(), RUNTIME_LOCK])
    if not (place.own_database and database_file(place).exists() and holds(schema, present)):
        with step("Bringing the database up to date (half a minute the first time)"):
            manage("migrate", "--verbosity=0")
        write(schema, present)
    loaded = place.stamps / "demonstration"
    if not is_loaded(loaded):
        with step("Loading the demonstration content"):
            manage("load_demo")
        write(place.stamps / "sign_ins", manage("demo_sign_ins"))
        write(loaded, f"{today().isoformat()} {database_name()}")
        build_index()


def build_index() -> None:
    """The search index, so that the first visitor finds everything. Not worth stopping for: the worker
    builds a missing one, and until then the database answers."""
    with step("Building the search index"):
        try:
            manage("search_rebuild")
        except LaunchError as error:
            say(f"  Not now: {error}")


def reset(place: Place) -> None:
    """Put the demonstration back to its first state, dates counted from today.

    Raises ``LaunchError`` for a database the launcher did not make: it is not ours to empty.
    """
    if not place.own_database:
        raise LaunchError(
            "DATABASE_URL names a database of your own, which make reset-demo does not empty: "
            "drop and create it yourself, then make run."
        )
    refuse_production()
    with step("Removing the old demonstration"):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database_file(place)}{suffix}").unlink(missing_ok=True)
        for folder in ("media", "mail", "search"):
            shutil.rmtree(place.data / folder, ignore_errors=True)
        for stamp in ("schema", "demonstration", "sign_ins"):
            (place.stamps / stamp).unlink(missing_ok=True)
    prepare(place)


def sign_ins(place: Place) -> str:
    """The demonstration sign-ins as they were printed when the demonstration was loaded."""
    return (place.stamps / "sign_ins").read_text(encoding="utf-8")


def warn_of_stale_dates(place: Place) -> None:
    """Say so when the demonstration is so old that its first sessions have passed."""
    loaded = (place.stamps / "demonstration").read_text(encoding="utf-8").split()[0]
    if (today() - date.fromisoformat(loaded)).days > DAYS_UNTIL_STALE:
        say(f"  The demonstration dates count from {loaded}; make reset-demo moves them to today.")


def manage(*arguments: str) -> str:
    """Run a management command and return what it printed. Raises ``LaunchError`` if it fails."""
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        if "disk is full" in done.stderr or "No space left" in done.stderr:
            raise LaunchError(
                "The disk is full: free some room, or choose another folder with DATA_DIR=/path."
            )
        sys.stderr.write(done.stdout + done.stderr)
        raise LaunchError(f"manage.py {arguments[0]} failed; what it said stands above.")
    return done.stdout


def refuse_production() -> None:
    """Demonstration people have a published password, so they must never meet a public portal."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith("production"):
        raise LaunchError(
            "make run starts the demonstration portal only; docs/operations.md tells how to "
            "start one with the production settings."
        )


def sources() -> list[Path]:
    """Every Python file of the portal's own apps: what follows a migration (permissions, groups) is
    decided by more than the migrations."""
    return [
        file
        for app in ("portal", "bookings", "training", "directory", "search", "parents")
        for file in (ROOT / app).rglob("*.py")
    ]


def database_file(place: Place) -> Path:
    """The SQLite file that the settings choose when no DATABASE_URL is given."""
    return place.data / "portal.sqlite3"


def database_name() -> str:
    """What tells one database from another: a demonstration is loaded into each once."""
    name = os.environ.get("DATABASE_URL", "own").rpartition("@")[2]
    # With cards to try out, invoices to pay by them are added.
    return f"{name}+cards" if os.environ.get("CARD") else name


def is_loaded(stamp: Path) -> bool:
    """Whether the demonstration was loaded into the database that is in use now."""
    try:
        return stamp.read_text(encoding="utf-8").split()[1:] == [database_name()]
    except FileNotFoundError:
        return False


def today() -> date:
    """The date, for counting whole weeks."""
    return datetime.now(UTC).date()


def holds(stamp: Path, text: str) -> bool:
    """Whether a stamp says exactly ``text``."""
    return stamp.exists() and stamp.read_text(encoding="utf-8") == text


def write(stamp: Path, text: str) -> None:
    """Leave a stamp."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text, encoding="utf-8")
