"""What is done when its time comes: functions that apps register and the worker calls."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from portal.base import clock
from portal.outbox.models import DueRun
from portal.outbox.services import Stopping, drain, never

logger = logging.getLogger(__name__)

_functions: dict[str, Callable[[], object]] = {}


def register_due(name: str, function: Callable[[], object]) -> None:
    """Names a function that does everything of its sort that is due now; called about twice a minute.

    It decides for itself whether anything is due, and repeats are harmless. Staff read the name.
    """
    _functions[name] = function


def registered() -> frozenset[str]:
    """The names of all that is called."""
    return frozenset(_functions)


def run_due(*, stopping: Stopping = never) -> list[str]:
    """Drains the outbox and calls every registered function once, or those before it has to stop.

    One that fails does not keep the others from running; the names of those that failed come back.
    """
    drain(stopping=stopping)
    runs = []
    for name, function in _functions.items():
        if stopping():
            break
        runs.append(_call(name, function))
    _note(runs)
    return [run.name for run in runs if run.failed_at]


def _call(name: str, function: Callable[[], object]) -> DueRun:
    began = time.monotonic()
    try:
        function()
    except Exception as error:  # the next function has nothing to do with this one's fault
        logger.exception("due function %s failed", name)
        return DueRun(name=name, failed_at=clock.now(), error=type(error).__name__[:100])
    return DueRun(name=name, done_at=clock.now(), seconds=round(time.monotonic() - began, 2))


def _note(runs: Sequence[DueRun]) -> None:
    """One statement for those that did their work, one for those that failed."""
    for failed, columns in ((False, ["done_at", "seconds"]), (True, ["failed_at", "error"])):
        some = [run for run in runs if bool(run.failed_at) is failed]
        DueRun.objects.bulk_create(
            some, update_conflicts=True, unique_fields=["name"], update_fields=columns
        )
