"""Small tables kept in process: read on most pages, changed a few times a year.

Each saved change is counted in one small table of stamps. A process looks at the stamps at most
every ``SECONDS`` and builds anew only what changed elsewhere; the process that saves a change
drops its own copy at once. So a page costs at most one query for all of these tables together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

T = TypeVar("T")
SECONDS = 5.0
"""How long a change made by another process may stay unseen."""


class SnapshotStamp(models.Model):
    """How many changes of one table were saved; processes compare it with what they have built."""

    table = models.CharField(max_length=80, primary_key=True)
    changes = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.table}: {self.changes}"


class _Stamps:
    """The stamps as this process last saw them."""

    def __init__(self) -> None:
        self._seen: tuple[float, dict[str, int]] | None = None

    def now(self) -> dict[str, int]:
        seen = self._seen
        if seen is None or time.monotonic() - seen[0] > SECONDS:
            rows = SnapshotStamp.objects.values_list("table", "changes")
            seen = (time.monotonic(), dict(rows))
            self._seen = seen
        return seen[1]

    def forget(self) -> None:
        self._seen = None


_stamps = _Stamps()
_all: list[Snapshot] = []


class Snapshot(Generic[T]):
    """A value made by ``build`` from ``tables``, kept until one of them is changed."""

    def __init__(self, build: Callable[[], T], *tables: type[models.Model]) -> None:
        self._build = build
        self._tables = tuple(table._meta.label for table in tables)
        self._kept: tuple[tuple[int, ...], T] | None = None
        _all.append(self)
        for table in tables:
            uid = f"{id(self)}-{table._meta.label}"
            post_save.connect(self.drop, sender=table, dispatch_uid=uid)
            post_delete.connect(self.drop, sender=table, dispatch_uid=uid)
            count = f"stamp-{table._meta.label}"
            post_save.connect(count_change, sender=table, dispatch_uid=count)
            post_delete.connect(count_change, sender=table, dispatch_uid=count)

    def get(self) -> T:
        """The value; at most ``SECONDS`` behind other processes."""
        stamps = _stamps.now()
        wanted = tuple(stamps.get(table, 0) for table in self._tables)
        kept = self._kept
        if kept is None or kept[0] != wanted:
            kept = (wanted, self._build())
            self._kept = kept
        return kept[1]

    def drop(self, **_signal: object) -> None:
        """Forget the value; the next reader builds it anew."""
        self._kept = None


def count_change(sender: type[models.Model], **_signal: object) -> None:
    """Tells other processes, with the change itself and only if it is committed."""
    table = sender._meta.label
    if not SnapshotStamp.objects.filter(pk=table).update(changes=models.F("changes") + 1):
        with transaction.atomic():
            SnapshotStamp.objects.get_or_create(pk=table, defaults={"changes": 1})
    forget_stamps()


def tell_changed(table: type[models.Model]) -> None:
    """After rows were changed many at a time, which sends no signal: kept values are built anew."""
    count_change(table)


def forget_stamps() -> None:
    """Look at the stamps again before the next use of a kept value."""
    _stamps.forget()


def drop_all() -> None:
    """Forget every kept value, as after a bulk load or between tests."""
    forget_stamps()
    for snapshot in _all:
        snapshot.drop()
