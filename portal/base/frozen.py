"""Rows that the database itself refuses to change, whoever asks: guards by triggers, alike on SQLite and PostgreSQL.

They are made after every ``migrate``, as SQLite drops those of a table that a migration builds anew. Whoever may
drop a trigger can still change rows; that is for hashes to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSED = "is kept as it is"
"""Stands in what the database says: tests and the admin recognise it."""


@dataclass(frozen=True)
class Guard:
    """Refuses ``event`` on ``table`` where ``condition`` (over OLD and NEW) holds; always, without one.

    ``event`` is INSERT, UPDATE, DELETE or TRUNCATE; the last is for PostgreSQL alone, as SQLite's emptying of a table
    deletes its rows one by one where there are triggers.
    """

    name: str
    table: str
    event: str
    condition: str = ""


def frozen(table: str) -> list[Guard]:
    """No row of it is ever changed or deleted."""
    return [Guard(f"{table}_no_update", table, "UPDATE"), *kept(table)]


def kept(table: str) -> list[Guard]:
    """No row of it is ever deleted."""
    return [
        Guard(f"{table}_no_delete", table, "DELETE"),
        Guard(f"{table}_no_truncate", table, "TRUNCATE"),
    ]


def install(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    """Makes each guard; repeats are harmless. Their tables have to be there."""
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        for guard in guards:
            make(cursor, guard)


def missing(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> list[str]:
    """The names of guards that the database should have and has not."""
    postgresql = connection.vendor == "postgresql"
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if postgresql
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return [
        guard.name
        for guard in guards
        if guard.name not in there and (postgresql or guard.event != "TRUNCATE")
    ]


def _on_sqlite(cursor: Any, guard: Guard) -> None:
    if guard.event == "TRUNCATE":
        return
    when = f"WHEN {guard.condition} " if guard.condition else ""
    cursor.execute(
        f"CREATE TRIGGER IF NOT EXISTS {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW {when}BEGIN SELECT RAISE(ABORT, '{guard.table} {REFUSED}'); END"
    )


def _on_postgresql(cursor: Any, guard: Guard) -> None:
    # A function for each, as a trigger's own WHEN may not look at other tables.
    condition = guard.condition or "TRUE"
    carry_on = "RETURN OLD" if guard.event == "DELETE" else "RETURN NEW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{guard.table} {REFUSED}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; {carry_on}; END $$"
    )
    level = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    cursor.execute(
        f"CREATE OR REPLACE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH {level} EXECUTE FUNCTION {guard.name}()"
    )
