"""Chromium, as Debian packages it: Playwright's own download is not needed."""

from __future__ import annotations

import shutil

from tests.services import debian

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_or_install() -> str:
    """The path of a Chromium, installed first if need be. Raises ``Unavailable`` if there is none."""
    if found := find():
        return found
    debian.install("chromium")
    return find() or "/usr/bin/chromium"


def find() -> str | None:
    """The path of an installed Chromium."""
    return next((path for path in map(shutil.which, NAMES) if path), None)
