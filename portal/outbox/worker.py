"""The one background process: drains the outbox and the task queue, and calls what is due."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import Error, close_old_connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from portal.base import clock
from portal.outbox.due import run_due
from portal.outbox.services import Stopping, drain

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between looks at the outbox: a mail leaves about a second after its booking."""

SECONDS_TO_END = 10.0
"""How long what runs beside the worker may take to stop."""
RESTARTED_AFTER = 5.0

DUE_EVERY = 30.0
STALE = timedelta(minutes=15)
"""A task that runs longer was left behind by a worker that died."""


_beside: dict[str, Callable[[Stopping], None]] = {}


def register_beside(name: str, run: Callable[[Stopping], None]) -> None:
    """Names a function that runs in a thread of the worker's own until it is told to stop.

    For what must not wait for slow mails or tasks. It looks after its own connections and faults.
    """
    _beside[name] = run


class PortalWorker:
    """Runs until told to stop, and through any failure of the database."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._due_at = 0.0
        self._tasks = TaskWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id="portal",
            excluded_queue_names=[],
        )

    def stop(self, *_signal: object) -> None:
        """Ends after the effect or task in hand."""
        self._stop.set()
        self._tasks.running = False

    def run(self) -> None:
        """Works until ``stop`` is called."""
        threads = [
            threading.Thread(target=self._keep_going, args=(name, run), name=name, daemon=True)
            for name, run in _beside.items()
        ]
        for thread in threads:
            thread.start()
        while not self._stop.is_set():
            try:
                self.work_once()
            except Error:
                logger.exception("the database did not answer; trying again")
            self._stop.wait(PAUSE)
        for thread in threads:
            thread.join(SECONDS_TO_END)

    def _keep_going(self, name: str, run: Callable[[Stopping], None]) -> None:
        """Runs it until the end, and anew if it breaks off."""
        while not self._stop.is_set():
            try:
                run(self._stop.is_set)
            except Exception:  # what runs beside must not end with the first fault
                logger.exception("%s broke off and is started anew", name)
                self._stop.wait(RESTARTED_AFTER)

    def work_once(self) -> None:
        """One round: the outbox, the task queue, and twice a minute what is due."""
        close_old_connections()
        stopping = self._stop.is_set
        drain(stopping=stopping)
        if DBTaskResult.objects.ready().exists():
            self._tasks.run()
        if time.monotonic() >= self._due_at:
            self._due_at = time.monotonic() + DUE_EVERY
            run_due(stopping=stopping)
            free_stale_tasks()


def free_stale_tasks() -> int:
    """Makes tasks ready again that a dead worker left running; Wagtail's own are harmless to repeat."""
    freed: int = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=clock.now() - STALE
    ).update(status=TaskResultStatus.READY)
    return freed
