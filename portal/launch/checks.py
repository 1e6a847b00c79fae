"""``make check``: everything that judges the code without running its tests."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
import time

from portal.launch.console import say
from portal.launch.install import VENV
from portal.launch.place import ROOT

CHECKS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "built style sheet": ["python", "manage.py", "build_css", "--check"],
    "production settings": ["python", "manage.py", "check", "--deploy", "--fail-level=WARNING"],
}


def check() -> int:
    """Run each check, say how long it took, and print what the failing ones said.

    Returns 1 if any failed, after all have run.
    """
    failed = []
    with tempfile.TemporaryDirectory() as data:
        for name, (tool, *arguments) in CHECKS.items():
            began = time.monotonic()
            done = subprocess.run(
                [VENV / "bin" / tool, *arguments],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
                env=environment(data, production=name == "production settings"),
            )
            verdict = "failed" if done.returncode else "ok"
            say(f"  {name}: {verdict}, {time.monotonic() - began:.0f} s")
            if done.returncode:
                failed.append(name)
                say(done.stdout + done.stderr)
    say(f"check: {len(CHECKS) - len(failed)} of {len(CHECKS)} hold" + say_failed(failed))
    return 1 if failed else 0


def environment(data: str, *, production: bool) -> dict[str, str]:
    """The environment of a check: an empty data folder, and for production what it insists on."""
    settings = {"DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    if production:
        settings |= {
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "portal.example",
            "PUBLIC_URL": "https://portal.example",
            "DATABASE_URL": f"sqlite:///{data}/portal.sqlite3",
            "EMAIL_URL": "smtp+tls://portal:portal@mail.example:587",
        }
    return {**os.environ, **settings}


def say_failed(failed: list[str]) -> str:
    """The tail of the closing line."""
    return f"; failed: {', '.join(failed)}" if failed else ""
