"""Leaves an engine that failed alone for a while, so that not every reader waits for it in vain."""

from __future__ import annotations

import threading
import time

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds: the pause doubles with each failure in a row."""


class Breaker:
    """Whether to ask the engine. After a pause one reader tries it, and its answer decides."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0
        self.reason = ""

    @property
    def open(self) -> bool:
        """Whether the engine is being left alone."""
        return self._failures > 0

    def may_ask(self) -> bool:
        """Whether to ask now. Who is let through after a pause has to say how it went."""
        if not self._failures:
            return True
        with self._lock:
            if time.monotonic() < self._closed_until:
                return False
            # Others go on without the engine while this one tries it.
            self._closed_until = time.monotonic() + FIRST_PAUSE
            return True

    def succeeded(self) -> None:
        """The engine answered."""
        if self._failures:
            with self._lock:
                self._failures, self.reason = 0, ""

    def failed(self, reason: str) -> None:
        """The engine did not answer."""
        with self._lock:
            self._failures += 1
            pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
            self._closed_until = time.monotonic() + pause
            self.reason = reason
