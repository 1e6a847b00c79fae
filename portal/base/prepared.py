"""Reads that a process puts together once.

Django writes the SQL of a read anew each time, and for one with many columns and lists that takes ten times what
reading its row does (docs/performance.md). Here its words are kept, and only the values in them change.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression

M = TypeVar("M", bound=models.Model)


class Slot(Expression):
    """Where a value goes that each reading brings along by ``name``, as the field ``kind`` keeps it."""

    def __init__(self, name: str, kind: models.Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def get_group_by_cols(self) -> list[Any]:
        return []

    def filled(self, value: Any, connection: Any) -> Any:
        """``value`` as the database driver takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Prepared(Generic[M]):
    """The rows of the query that ``build`` makes with a ``Slot`` for each value that is not always the same.

    Whatever else depends on the moment or on settings must not be in it: it is built once for each kind of database,
    and nor must a ``Prefetch`` with rows of its own, into which Django writes what it read last.
    """

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build
        self._kept: dict[str, tuple[models.QuerySet[M], Any, str, tuple[Any, ...]]] = {}

    def rows(self, **values: Any) -> list[M]:
        """The rows for these values, by the names of the slots."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._kept:
            self._kept[connection.vendor] = self._put_together(connection)
        rows, compiler, sql, slots = self._kept[connection.vendor]
        given = tuple(
            part.filled(values[part.name], connection) if isinstance(part, Slot) else part
            for part in slots
        )
        return _run(rows, compiler, connection, sql, given)

    def first(self, **values: Any) -> M | None:
        """The first of them, if there is one."""
        found = self.rows(**values)
        return found[0] if found else None

    def _put_together(self, connection: Any) -> tuple[models.QuerySet[M], Any, str, tuple[Any, ...]]:
        rows = self._build()
        compiler = rows.query.get_compiler(connection=connection)
        sql, parts = compiler.as_sql()
        return rows, compiler, sql, tuple(parts)


def _run(
    rows: models.QuerySet[M], compiler: Any, connection: Any, sql: str, given: tuple[Any, ...]
) -> list[M]:
    """Django makes the objects of it as ever: it is only told the words instead of writing them."""
    own = copy.copy(compiler)
    own.connection = connection
    own.as_sql = lambda *_asked, **_more: (sql, given)
    fresh = rows.all()
    fresh.query.get_compiler = lambda *_asked, **_more: own  # type: ignore[method-assign]
    return list(fresh)
