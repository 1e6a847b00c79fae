"""A running stripe-mock, and what it says of requests and answers."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.services import Unavailable
from tests.services.postgres import free_port
from tests.services.stripe_fake.world import VERSION as API_VERSION
from tests.services.stripe_mock.distribution import Distribution, find_or_build
from tests.services.stripe_mock.schemas import Schemas

SECONDS_TO_START = 60


class StripeMock:
    """``refusal`` sends a recorded request; ``schemas`` judge answers."""

    def __init__(self, address: str, schemas: Schemas) -> None:
        self.address = address
        self.schemas = schemas

    def refusal(self, call: dict[str, Any]) -> str:
        """Why Stripe would refuse a request; empty if it would not."""
        query = f"?{call['body']}" if call["method"] == "GET" and call["body"] else ""
        request = urllib.request.Request(
            f"{self.address}{call['path']}{query}",
            data=call["body"].encode() if call["method"] == "POST" else None,
            method=call["method"],
            headers={
                "Authorization": "Bearer sk_test_123",
                "Stripe-Version": call.get("version") or API_VERSION,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30):
                return ""
        except urllib.error.HTTPError as error:
            return f"{call['method']} {call['path']} {call['body']}: {error.read().decode()}"


@pytest.fixture(scope="session")
def stripe_mock() -> Iterator[StripeMock]:
    """Stripe's own check of requests; skips by name where it cannot be built."""
    try:
        found = find_or_build()
    except Unavailable as reason:
        pytest.skip(f"stripe-mock: {reason}")
    with subprocess.Popen(_command(found, free_port(), free_port())) as process:
        address = f"http://{process.args[2]}"  # type: ignore[index]
        try:
            _wait_for(address, process)
            yield StripeMock(address, Schemas(json.loads(found.spec.read_bytes())))
        finally:
            process.terminate()


def _command(found: Distribution, port: int, other: int) -> list[str]:
    """With both addresses, or it would open the second one to everybody."""
    return [
        *(str(found.program), "-http-addr", f"127.0.0.1:{port}", "-https-addr", f"127.0.0.1:{other}"),
        *("-spec", str(found.spec), "-fixtures", str(found.examples), "-strict-version-check"),
    ]


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience and process.poll() is None:
        with suppress(OSError):
            with suppress(urllib.error.HTTPError), urllib.request.urlopen(address, timeout=5):
                pass
            return
        time.sleep(0.1)
    raise RuntimeError(f"stripe-mock did not answer at {address}.")
