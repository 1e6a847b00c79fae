"""How often one address may ask for suggestions. Each web process counts for itself, in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

MOST_KNOWN = 10_000
"""Addresses remembered; the one that asked longest ago is forgotten first."""


class Pace:
    """Lets ``burst`` requests of one address through at once and ``each_second`` from then on.

    A school's staff share one address, so both are far above what one person types.
    """

    def __init__(self, *, each_second: float, burst: int) -> None:
        self.each_second = each_second
        self.burst = burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, address: str) -> bool:
        """Whether ``address`` may ask once more now; counts it if so."""
        now = time.monotonic()
        with self._lock:
            left, asked = self._left.pop(address, (float(self.burst), now))
            left = min(self.burst, left + (now - asked) * self.each_second)
            allowed = left >= 1
            self._left[address] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)
        return allowed

    def forget(self) -> None:
        """Lets everybody start afresh."""
        self._left.clear()
