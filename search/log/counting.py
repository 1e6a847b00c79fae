"""Counts searches in memory and hands them over every few seconds: a page that is read writes nothing.

What this process counted in its last ``SECONDS`` is lost if it is killed: a few searches of a statistic.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from threading import Lock

from portal.base import clock
from search.log.wording import countable

logger = logging.getLogger(__name__)

SECONDS = 10.0
MOST_WAITING = 2_000
"""Different wordings that wait at once; a flood beyond them is not counted."""


@dataclass(frozen=True)
class Event:
    """What happened to one wording on one day."""

    wording: str
    day: date
    what: str


SEARCHED, NOTHING, OPENED = "searches", "without_results", "opened"


class Counting:
    """The counts of this process that nobody has taken yet."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: Counter[Event] = Counter()
        self._since = time.monotonic()

    def note(self, typed: str, *what: str) -> None:
        """Counts one search or one opened result; what has no wording to count is let go."""
        wording = countable(typed)
        if not wording:
            return
        day = clock.today()
        with self._lock:
            if not self._waiting:
                self._since = time.monotonic()
            for name in what:
                event = Event(wording, day, name)
                if event in self._waiting or len(self._waiting) < MOST_WAITING:
                    self._waiting[event] += 1

    def due(self) -> bool:
        """Whether something has waited long enough to be written."""
        return bool(self._waiting) and time.monotonic() - self._since >= SECONDS

    def take(self) -> dict[Event, int]:
        """All that waits; afterwards nothing does."""
        with self._lock:
            taken, self._waiting = dict(self._waiting), Counter()
        return taken


counting = Counting()
"""This process's own."""
