"""Calling services at the same moment, each on a connection of its own: what no button reaches, such as the worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 60


def call_together(*calls: Callable[[], Any]) -> list[Any]:
    """What each returned, or the exception that it raised, in the order of ``calls``."""
    barrier = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def call(number: int) -> None:
        connection = connections["default"]
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            answers[number] = calls[number]()
        except Exception as error:  # noqa: BLE001  the test says which may be
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE * 3)
    assert not any(thread.is_alive() for thread in threads), "a call hangs"
    return answers
