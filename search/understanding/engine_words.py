"""The words of the engine in use, kept for a moment where reading them is a question to a server."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock

from search.engine import EngineDown
from search.port import EMBEDDED, engine

SECONDS = 30.0
"""For so long a word that was only just written may still be unknown."""


class _Kept:
    def __init__(self) -> None:
        self._lock = Lock()
        self._name = ""
        self._until = 0.0
        self._words: Mapping[str, int] | None = None

    def get(self) -> Mapping[str, int] | None:
        using = engine()
        if using.name == EMBEDDED:
            return _asked()
        with self._lock:
            if time.monotonic() < self._until and self._name == using.name:
                return self._words
            words = _asked()
            if words is None or words != self._words:  # the same object spares the speller its work
                self._words = words
            self._name, self._until = using.name, time.monotonic() + SECONDS
            return self._words


def _asked() -> Mapping[str, int] | None:
    try:
        return engine().words()
    except EngineDown:
        return None


_kept = _Kept()


def engine_words() -> Mapping[str, int] | None:
    """Words with how many documents have each; none while the engine does not answer."""
    return _kept.get()
