"""What the database itself refuses, whoever asks: changing, deleting or emptying what was issued and booked.

The triggers are made after every ``migrate``, as SQLite drops those of a table that a migration builds anew.
Whoever may drop a trigger can still change rows; the chain of the ledger and the hashes of files show it then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSED = "finance keeps this as it is"
"""Begins what the database says: tests and the admin recognise it."""

FROZEN = (
    "finance_document",
    "finance_documentline",
    "finance_documentfile",
    "finance_ledgerentry",
)
"""Tables of which no row is ever changed or deleted."""

KEPT = ("finance_series", "finance_ledger", "finance_account", "finance_issuer")
"""Tables of which no row is ever deleted."""


@dataclass(frozen=True)
class Trigger:
    """Refuses ``event`` on ``table`` where ``condition`` (over OLD and NEW) holds; always, without one."""

    name: str
    table: str
    event: str
    condition: str = ""


SIGNED = "EXISTS (SELECT 1 FROM finance_vattable t WHERE t.id = {row}.table_id AND t.signed_off_at IS NOT NULL)"

ROW_TRIGGERS = (
    *(Trigger(f"{table}_no_update", table, "UPDATE") for table in FROZEN),
    *(Trigger(f"{table}_no_delete", table, "DELETE") for table in (*FROZEN, *KEPT)),
    Trigger(
        "finance_series_counts_on",
        "finance_series",
        "UPDATE",
        "NEW.last NOT IN (OLD.last, OLD.last + 1)",
    ),
    Trigger(
        "finance_ledger_counts_on",
        "finance_ledger",
        "UPDATE",
        "NEW.length NOT IN (OLD.length, OLD.length + 1)",
    ),
    Trigger("finance_vattable_no_update", "finance_vattable", "UPDATE", "OLD.signed_off_at IS NOT NULL"),
    Trigger("finance_vattable_no_delete", "finance_vattable", "DELETE", "OLD.signed_off_at IS NOT NULL"),
    Trigger("finance_vatrule_no_insert", "finance_vatrule", "INSERT", SIGNED.format(row="NEW")),
    Trigger("finance_vatrule_no_update", "finance_vatrule", "UPDATE", SIGNED.format(row="OLD")),
    Trigger("finance_vatrule_no_delete", "finance_vatrule", "DELETE", SIGNED.format(row="OLD")),
)

EMPTYING = tuple(Trigger(f"{table}_no_truncate", table, "TRUNCATE") for table in (*FROZEN, *KEPT))
"""PostgreSQL only: SQLite's emptying of a table deletes its rows one by one where there are triggers."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Makes every trigger that is not there; repeats are harmless."""
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        make(cursor)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that the database should have and has not."""
    postgresql = connection.vendor == "postgresql"
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if postgresql
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    wanted = [*ROW_TRIGGERS, *(EMPTYING if postgresql else ())]
    return [trigger.name for trigger in wanted if trigger.name not in there]


def _on_sqlite(cursor: Any) -> None:
    for trigger in ROW_TRIGGERS:
        when = f"WHEN {trigger.condition} " if trigger.condition else ""
        cursor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
            f"FOR EACH ROW {when}BEGIN SELECT RAISE(ABORT, '{REFUSED}: {trigger.name}'); END"
        )


REFUSE = f"""
CREATE OR REPLACE FUNCTION finance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSED}: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

REFUSE_IF_SIGNED = f"""
CREATE OR REPLACE FUNCTION finance_refuse_if_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN touched := NEW.table_id; ELSE touched := OLD.table_id; END IF;
    IF EXISTS (SELECT 1 FROM finance_vattable t WHERE t.id = touched AND t.signed_off_at IS NOT NULL) THEN
        RAISE EXCEPTION '{REFUSED}: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""  # noqa: S608 - its only parameter is a word of ours


def _on_postgresql(cursor: Any) -> None:
    cursor.execute(REFUSE)
    cursor.execute(REFUSE_IF_SIGNED)
    for trigger in ROW_TRIGGERS:
        # A WHEN of PostgreSQL's may not look at other tables: there the function does.
        looks_around = "SELECT" in trigger.condition
        when = f"WHEN ({trigger.condition}) " if trigger.condition and not looks_around else ""
        function = "finance_refuse_if_signed" if looks_around else "finance_refuse"
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
            f"FOR EACH ROW {when}EXECUTE FUNCTION {function}()"
        )
    for trigger in EMPTYING:
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {trigger.name} BEFORE TRUNCATE ON {trigger.table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse()"
        )
