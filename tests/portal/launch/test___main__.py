"""The launcher's first file speaks to every Python 3, and goes on with new ones only."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.services.databases import ROOT

SOURCE = ROOT / "portal" / "launch" / "__main__.py"


def test_an_old_python_can_read_it_far_enough_to_say_what_is_wrong() -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 4))


def test_an_old_python_is_told_what_is_needed_and_how_to_name_another(tmp_path: Path) -> None:
    old = SOURCE.read_text(encoding="utf-8").replace("NEEDED = (3, 11)", "NEEDED = (99, 0)")
    copy = tmp_path / "old.py"
    copy.write_text(old, encoding="utf-8")
    done = subprocess.run([sys.executable, copy], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_command_is_answered_with_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.launch", "fly"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "setup|run|check|test" in done.stdout
