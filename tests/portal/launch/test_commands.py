"""``make run`` as somebody new meets it: once from nothing, and once more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.databases import ROOT
from tests.services.postgres import free_port

SECONDS_AGAIN = 30
"""Some four seconds on a quiet machine; the other tests keep this one busy."""


@contextmanager
def running_portal(folder: Path, port: int) -> Iterator[tuple[str, float]]:
    """The portal as ``make run`` starts it: what it said until it was up, and the seconds that took.

    Afterwards Ctrl-C must stop it, with the exit code of a good end.
    """
    settings = {
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.launch", "run"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | settings,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Its data is kept in" in line:
            break
    try:
        yield said, time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(30) == 0


def assert_overlong_addresses_get_a_page_of_ours(port: int) -> None:
    """The web server would answer a long text pasted into the search with a bare page of its own."""
    for words in (1_500, 3_000):
        address = f"http://127.0.0.1:{port}/search/?q=" + "+".join(["hearing"] * words)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address, timeout=20)
        said = refused.value.read().decode()
        assert refused.value.code == 400
        assert "It is too long" in said
        assert 'action="/search/"' in said


def test_the_portal_starts_from_nothing_and_again_in_seconds_with_its_data_kept(tmp_path: Path) -> None:
    port = free_port()
    with running_portal(tmp_path, port) as (said, _):
        assert f"http://127.0.0.1:{port}" in said
        assert f"Passkeys work only at http://localhost:{port}" in said
        assert "senco@demo.example" in said
        assert "kent-demo-2026" in said
        assert "Bringing the database" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/training/", timeout=20) as page:
            assert page.status == 200
        assert_overlong_addresses_get_a_page_of_ours(port)
    database = tmp_path / "portal.sqlite3"
    inode = database.stat().st_ino
    with running_portal(tmp_path, port) as (said, seconds):
        assert "senco@demo.example" in said
        assert "Bringing the database" not in said
        assert seconds < SECONDS_AGAIN
    assert database.stat().st_ino == inode
