"""Which index this process has to do with: its name in the database, and who shares it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from search.port import ELASTICSEARCH, EMBEDDED


@dataclass(frozen=True)
class Identity:
    """An index. ``shared`` says that several machines read and write it."""

    name: str
    engine: str
    place: str
    shared: bool


def identity_of(engine: str) -> Identity:
    """The index of this engine that the settings name."""
    if engine == ELASTICSEARCH:
        prefix = settings.ELASTICSEARCH_INDEX_PREFIX
        servers = [url.rpartition("@")[2] for url in settings.ELASTICSEARCH_URL.split(",")]
        return Identity(f"{ELASTICSEARCH}:{prefix}", engine, ", ".join(servers), shared=True)
    folder = Path(settings.SEARCH_INDEX_DIR)
    place = f"{socket.gethostname()}: {folder}"
    return Identity(f"{EMBEDDED}:{_own_number(folder)}", engine, place[:250], shared=False)


def _own_number(folder: Path) -> str:
    """What tells this folder from others: one that was emptied or copied away is a new index."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "identity"
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        beside = folder / f"identity.{os.getpid()}"
        beside.write_text(uuid4().hex, encoding="ascii")
        try:
            os.link(beside, file)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
        return file.read_text(encoding="ascii")
