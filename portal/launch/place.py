"""Where this portal lives: its folder, its data folder and its port, and whether they can be used."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from portal.launch.console import LaunchError

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
ROOM_TO_INSTALL = 600  # MiB: the virtual environment takes about 350
ROOM_FOR_DATA = 100  # MiB: the demonstration takes about 30


@dataclass(frozen=True)
class Place:
    """The folder and port that one running portal has to itself."""

    data: Path
    port: int
    own_database: bool
    """False when DATABASE_URL names a database that the launcher did not make."""

    @property
    def stamps(self) -> Path:
        """Notes of what has been done already, so that the next start may leave it out."""
        return self.data / "launch"

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the portal."""
        return f"http://{HOST}:{self.port}"

    @property
    def url_for_passkeys(self) -> str:
        """The same by name, as browsers tie passkeys to a name and take no numbers for one."""
        return f"http://localhost:{self.port}"


def read_place() -> Place:
    """The place that the environment and ``.env`` name. Raises ``LaunchError`` for a senseless PORT."""
    load_env_file()
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    os.environ["DATA_DIR"] = str(data)
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise LaunchError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    os.environ["PORT"] = text
    return Place(data=data, port=int(text), own_database=not os.environ.get("DATABASE_URL"))


def load_env_file() -> None:
    """Take ``.env`` into the environment, as the settings do; what is already set wins."""
    with suppress(FileNotFoundError):
        for line in (ROOT / ".env").read_text(encoding="utf-8").splitlines():
            name, equals, value = line.partition("=")
            if equals and not name.lstrip().startswith("#"):
                os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def check_folder(folder: Path, *, room: int) -> None:
    """Raise ``LaunchError`` unless ``folder`` can be written to and has ``room`` MiB left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise LaunchError(
                f"The disk that holds {folder} is full: free some room, "
                "or choose another folder with make run DATA_DIR=/path."
            ) from error
        raise LaunchError(
            f"{folder} cannot be written to ({error.strerror}): "
            "make it writable, or choose another folder with make run DATA_DIR=/path."
        ) from error
    free = shutil.disk_usage(folder).free // 2**20
    if free < room:
        raise LaunchError(
            f"The disk that holds {folder} has only {free} MiB free and {room} MiB are needed: "
            "free some room, or choose another folder with make run DATA_DIR=/path."
        )


def check_port(port: int) -> None:
    """Raise ``LaunchError`` if something already listens on ``port``, or it may not be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise LaunchError(
                f"Port {port} may only be used by an administrator: "
                "choose a higher one with make run PORT=8001."
            ) from error
        except OSError as error:
            raise LaunchError(
                f"Port {port} is taken by another program: "
                f"stop that, or choose another port with make run PORT={port % 60000 + 1}."
            ) from error


@contextmanager
def sole_use(place: Place) -> Iterator[None]:
    """Hold the data folder, so that no second portal or reset works on it at the same time."""
    place.stamps.mkdir(parents=True, exist_ok=True)
    with (place.stamps / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LaunchError(
                f"A portal is already running on {place.data}: stop it first, "
                "or choose another folder with DATA_DIR=/path and another port with PORT=8001."
            ) from error
        yield
