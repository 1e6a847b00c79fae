"""What is done when its time comes: functions that apps register and the worker calls."""

from __future__ import annotations

import logging
from collections.abc import Callable

from portal.outbox.services import Stopping, drain, never

logger = logging.getLogger(__name__)

_functions: dict[str, Callable[[], object]] = {}


def register_due(name: str, function: Callable[[], object]) -> None:
    """Names a function that does everything of its sort that is due now; called about twice a minute.

    It decides for itself whether anything is due, and repeats are harmless.
    """
    _functions[name] = function


def run_due(*, stopping: Stopping = never) -> list[str]:
    """Drains the outbox and calls every registered function once, or those before it has to stop.

    One that fails does not keep the others from running; the names of those that failed come back.
    """
    drain(stopping=stopping)
    failed = []
    for name, function in _functions.items():
        if stopping():
            break
        try:
            function()
        except Exception:  # the next function has nothing to do with this one's fault
            logger.exception("due function %s failed", name)
            failed.append(name)
    return failed
