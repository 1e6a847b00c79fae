"""The stand-in for Stripe as tests use it: one process for a test process, emptied before each test."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.databases import ROOT

KEY = "rk_test_fake"
SECRET, OLD_SECRET = "whsec_fake_new", "whsec_fake_old"


class StripeFake:
    """The control plane of a running stand-in."""

    def __init__(self, address: str) -> None:
        self.address = address

    def act(self, name: str, **given: Any) -> Any:
        """Asks ``/_fake/name``."""
        body = json.dumps(given).encode()
        request = urllib.request.Request(f"{self.address}/_fake/{name}", data=body, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """All objects of a kind, the newest first."""
        return list(self.act("objects", kind=kind))

    def signed(self, **wanted: Any) -> list[tuple[bytes, str]]:
        """Deliveries as they would be sent: body and signature."""
        found = self.act("deliver", target="", **wanted)
        return [(base64.b64decode(one["body"]), one["header"]) for one in found]

    def calls(self, beginning: str = "") -> list[dict[str, Any]]:
        """What was asked of the API so far, e.g. those that begin with “POST /v1/refunds”."""
        found = self.act("calls")
        return [one for one in found if f"{one['method']} {one['path']}".startswith(beginning)]


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[str]:
    """The address of a stand-in in a process of its own."""
    command = [sys.executable, "-m", "tests.services.stripe_fake", "--key", KEY, "--secret", SECRET]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def stripe_fake(stripe_process: str) -> StripeFake:
    """The stand-in, empty."""
    fake = StripeFake(stripe_process)
    fake.act("reset")
    fake.act("listen", secrets=[SECRET])
    return fake
