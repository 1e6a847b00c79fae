"""stripe-mock on this machine: built once from the Go proxy, brought to the API version that we speak, and kept.

It keeps no state and believes everything, so it proves one thing only: that what we send is known to the API,
and what our stand-in answers has the shape that Stripe describes. The newest version that can be installed
knows ``2026-08-26.dahlia``; ours took one parameter out of the way payments are created and gave it another
name (docs.stripe.com/changelog/endive), so that is changed in its description.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services import Unavailable
from tests.services.databases import CACHE, locked
from tests.services.stripe_fake.world import VERSION as API_VERSION

MODULE = "github.com/stripe/stripe-mock"
VERSION = "v0.203.0"
SECONDS_TO_BUILD = 900

RENAMED = ("/v1/checkout/sessions", "/v1/payment_intents")
"""Where ``payment_method_types`` became ``allowed_payment_method_types``."""


@dataclass(frozen=True)
class Distribution:
    """The program, the description of the API, and the examples that it answers with."""

    program: Path
    spec: Path
    examples: Path

    @property
    def complete(self) -> bool:
        """Whether all of it is there."""
        return all(file.exists() for file in (self.program, self.spec, self.examples))


def find_or_build() -> Distribution:
    """What is kept, or built first. Raises ``Unavailable`` where it cannot be."""
    home = CACHE / f"stripe-mock-{VERSION}-{API_VERSION}"
    found = Distribution(home / "stripe-mock", home / "spec3.json", home / "fixtures3.json")
    if found.complete:
        return found
    with locked("stripe-mock"):
        if not found.complete:
            _build(home, found)
    return found


def _build(home: Path, wanted: Distribution) -> None:
    if not shutil.which("go"):
        raise Unavailable("Go is needed to build stripe-mock and is not on this machine")
    home.mkdir(parents=True, exist_ok=True)
    _go(home, "install", f"{MODULE}@{VERSION}")
    kept = Path(_go(home, "env", "GOMODCACHE").strip()) / f"{MODULE}@{VERSION}"
    openapi = kept / "embedded" / "openapi"
    shutil.copyfile(openapi / "fixtures3.json", wanted.examples)
    wanted.examples.chmod(0o644)
    spec = json.loads((openapi / "spec3.json").read_bytes())
    # The last to be written: what is complete was finished.
    unfinished = wanted.spec.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(ours(spec)), encoding="utf-8")
    unfinished.replace(wanted.spec)


def ours(spec: dict[str, Any]) -> dict[str, Any]:
    """The description as of the version that we speak."""
    spec["info"]["version"] = API_VERSION
    for path in RENAMED:
        content = spec["paths"][path]["post"]["requestBody"]["content"]
        for form in content.values():
            schema = form["schema"]
            properties = schema["properties"]
            properties["allowed_payment_method_types"] = properties.pop("payment_method_types")
    return spec


def _go(home: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["go", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_TO_BUILD,
            env={**os.environ, "GOBIN": str(home), "GOFLAGS": "-mod=mod"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable("stripe-mock took too long to build") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Unavailable(f"stripe-mock could not be built: {last}")
    return done.stdout


if __name__ == "__main__":
    try:
        find_or_build()
    except Unavailable as reason:
        print(f"stripe-mock: {reason}", flush=True)
        sys.exit(1)
