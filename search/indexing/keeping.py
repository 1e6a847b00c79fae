"""Keeps this machine's index true: the worker's thread that follows, and what falls due."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import Error, close_old_connections

from portal.base import clock
from portal.outbox.services import Stopping, never
from search.engine import EngineDown
from search.indexing.comparing import compare_when_due
from search.indexing.following import Following
from search.indexing.identity import identity_of
from search.indexing.telling import note_problem, tell_if_it_lasts
from search.indexing.touching import due_between, pass_time
from search.port import engine_name, made

logger = logging.getLogger(__name__)

PAUSE, LONG_PAUSE = 0.5, 5.0
"""Seconds between two looks, and after one that failed."""
AHEAD = timedelta(seconds=15)


class Stopped(Exception):
    """The process was asked to stop in the middle of a rebuild; what was built so far is thrown away."""


class Keeper:
    """Follows with the engine that the settings choose, in whatever folder it lies now."""

    def __init__(self, engine: str | None = None, *, stopping: Stopping = never) -> None:
        self.engine = engine
        self.stopping = stopping
        self._following: Following | None = None

    @property
    def following(self) -> Following:
        """The index as it is now: its folder may have been emptied."""
        name = self.engine or engine_name()
        identity = identity_of(name)
        if self._following is None or self._following.identity != identity:
            self._following = Following(made(name), identity)
            self._following.step = self._step
        return self._following

    def _step(self, _number: int) -> None:
        if self.stopping():
            raise Stopped

    def look(self) -> int:
        """Follows once; how many documents were written. What is wrong is noted."""
        try:
            return self.following.follow()
        except EngineDown as down:
            note_problem(self.following.row(), str(down))
            raise


class Moments:
    """Whether a moment is near at which something becomes another by time alone.

    What is due is asked for twice a minute; while such a moment is near, at every look, so that what
    runs out is not counted for half a minute more.
    """

    def __init__(self) -> None:
        self._near = False
        self._ask_at = 0.0

    def near(self, *, changed: bool = False) -> bool:
        """Looks ahead now and then, and at once where something was ``changed``."""
        before = self._near
        if changed or time.monotonic() >= self._ask_at:
            now = clock.now()
            self._near = bool(due_between(now, now + AHEAD))
            self._ask_at = time.monotonic() + AHEAD.total_seconds()
        return before or self._near


def keep_following(stopping: Stopping) -> None:
    """Runs beside the worker until it stops: mails that take long keep no change from being found."""
    keeper, moments = Keeper(stopping=stopping), Moments()
    while not stopping():
        pause = PAUSE
        close_old_connections()
        try:
            written = keeper.look()
            if moments.near(changed=bool(written)):
                pass_time()
        except EngineDown as down:
            logger.warning("the search index cannot follow: %s", down)
            pause = LONG_PAUSE
        except Stopped:
            break
        except Error:
            logger.exception("the database did not answer; trying again")
            pause = LONG_PAUSE
        until = time.monotonic() + pause
        while time.monotonic() < until and not stopping():
            time.sleep(min(PAUSE, 0.1))
    close_old_connections()


_keeper = Keeper()


def do_what_is_due() -> None:
    """What changes by time alone, the nightly comparison, and telling of what is wrong."""
    pass_time()
    try:
        _keeper.look()
        compare_when_due(_keeper.following)
    except EngineDown as down:
        logger.warning("the search index cannot be looked after: %s", down)
    tell_if_it_lasts(_keeper.following.row(), _keeper.following.engine.health(), clock.now())
