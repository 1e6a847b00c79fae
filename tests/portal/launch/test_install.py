"""Packages are installed from the lock, again only when it changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from portal.launch import install
from portal.launch.console import LaunchError
from portal.launch.install import DEVELOPMENT_LOCK, RUNTIME_LOCK, explain, fingerprint, runs
from portal.launch.place import ROOT


def test_the_fingerprint_tells_the_locks_apart_and_is_stable() -> None:
    assert fingerprint([RUNTIME_LOCK]) == fingerprint([RUNTIME_LOCK])
    assert fingerprint([RUNTIME_LOCK]) != fingerprint([DEVELOPMENT_LOCK])


def test_a_python_that_is_not_there_does_not_run() -> None:
    assert not runs(ROOT / "no" / "such" / "python")


def test_what_pip_says_becomes_one_sentence() -> None:
    assert "is full" in explain("ERROR: [Errno 28] No space left on device\n")
    assert "reachable" in explain("\nERROR: No matching distribution found for wagtail==8.0.1\n")
    assert "wagtail==8.0.1" in explain("ERROR: No matching distribution found for wagtail==8.0.1\n")
    assert "differs" in explain("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nwagtail from x")
    assert "pip said nothing" in explain("")


def test_a_python_without_venv_is_told_which_package_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\necho 'ensurepip is not available'\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    with pytest.raises(LaunchError, match=r"cannot make virtual environments: .*python3\.\d+-venv"):
        install.make_environment()
