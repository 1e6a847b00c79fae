"""The virtual environment and the locked packages in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from portal.launch.console import LaunchError, step
from portal.launch.place import ROOM_TO_INSTALL, ROOT, check_folder

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"


def install(lock: Path) -> None:
    """Bring ``.venv`` to what ``lock`` says; nothing happens if it is there already.

    Raises ``LaunchError`` when Python cannot make virtual environments, or pip fails.
    """
    stamp = VENV / f".installed-{lock.stem}"
    wanted = f"{fingerprint([lock])} {sys.version}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    check_folder(ROOT, room=ROOM_TO_INSTALL)
    if not runs(PYTHON):
        with step(f"Making the virtual environment with Python {sys.version.split()[0]}"):
            make_environment()
    with step(f"Installing the packages of {lock.name} (a minute or two)"):
        run_pip(lock)
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint(files: list[Path]) -> str:
    """One hash over the names and contents of ``files``."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def runs(python: Path) -> bool:
    """Whether this interpreter works and is new enough: a copied or half-made ``.venv`` does not."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        asked = subprocess.run([python, "-c", question], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0


def make_environment() -> None:
    """Create ``.venv`` afresh."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise LaunchError(
            f"Python {version} at {sys.executable} cannot make virtual environments: install its "
            f"venv module (on Debian and Ubuntu the package python{version}-venv) and try again."
        )


def run_pip(lock: Path) -> None:
    """Install exactly what ``lock`` names, each file checked against its hash."""
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--quiet"]
    done = subprocess.run(
        [*command, "--disable-pip-version-check", "-r", str(lock)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PIP_NO_INPUT": "1"},
    )
    if done.returncode:
        raise LaunchError(explain(done.stderr))


def explain(output: str) -> str:
    """One sentence for pip's complaint, with its last line as the evidence."""
    lines = [line for line in output.splitlines() if line.strip()]
    evidence = lines[-1].strip() if lines else "pip said nothing"
    if "No space left" in output:
        return f"The disk that holds {VENV} is full: free some room and run make again."
    if "do not match the hashes" in output.lower():
        return f"A package differs from the one that was locked, so nothing was installed: {evidence}"
    return f"The packages could not be installed; is the package index reachable? pip said: {evidence}"
