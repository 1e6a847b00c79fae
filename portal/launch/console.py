"""What the launcher says: numbered steps with their seconds, and failures of one sentence."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class LaunchError(Exception):
    """Something the person at the terminal can put right; its text is the one sentence to read."""


def say(text: str = "") -> None:
    """Print a line at once, even into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and the seconds it took once it is done."""
    began = time.monotonic()
    sys.stdout.write(f"  {title} … ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - began:.0f} s")
