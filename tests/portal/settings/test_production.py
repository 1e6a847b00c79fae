"""A public portal does not start on what suits one's own machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.databases import ROOT

COMPLETE = {
    "SECRET_KEY": "only-for-tests-0123456789-only-for-tests-0123456789",
    "DATABASE_URL": "postgres://portal:portal@127.0.0.1:5432/portal",
    "EMAIL_URL": "smtp+tls://portal:portal@mail.example:587",
    "PUBLIC_URL": "https://portal.example",
}


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Reads the production settings in a process of its own.

    An empty value also hides one that the developer's own .env may hold.
    """
    environment = {**os.environ, "DATA_DIR": str(folder), **COMPLETE, **settings}
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings.production"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_keys_database_mail_server_and_address(tmp_path: Path) -> None:
    started = start(tmp_path)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize("name", COMPLETE)
def test_production_refuses_to_start_without(name: str, tmp_path: Path) -> None:
    refused = start(tmp_path, **{name: ""})
    assert refused.returncode != 0
    assert f"ImproperlyConfigured: Production needs {name}" in refused.stderr


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    refused = start(tmp_path, **dict.fromkeys(COMPLETE, ""))
    assert "needs SECRET_KEY, DATABASE_URL, EMAIL_URL, PUBLIC_URL" in refused.stderr


def test_production_leaves_no_key_of_its_own_making_behind(tmp_path: Path) -> None:
    start(tmp_path, SECRET_KEY="")
    assert not (tmp_path / "secret_key").exists()
