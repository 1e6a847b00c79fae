"""Installing a Debian package where that is allowed, without starting what it brings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import Unavailable

POLICY = Path("/usr/sbin/policy-rc.d")
SECONDS = 600


def install(package: str) -> None:
    """Install ``package``. Raises ``Unavailable`` without apt-get, without root, or if apt fails."""
    if not shutil.which("apt-get"):
        raise Unavailable(f"{package} is not installed and there is no apt-get to install it")
    if os.geteuid() != 0:
        raise Unavailable(f"{package} is not installed: apt-get install {package}, as root")
    with nothing_started():
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", package]):
            done = subprocess.run(
                ["apt-get", "--quiet", *arguments],
                capture_output=True,
                text=True,
                check=False,
                timeout=SECONDS,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
        if done.returncode:
            raise Unavailable(f"apt-get could not install {package}: {done.stderr.strip()[-300:]}")


@contextmanager
def nothing_started() -> Iterator[None]:
    """Keep packages from starting their servers: the tests start their own."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
