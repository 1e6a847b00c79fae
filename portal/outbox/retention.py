"""How long the portal keeps what, why, and what happens then: one table, and the job that keeps to it.

Apps register a rule for each model whose rows are not kept for good. The worker carries the rules out;
how much went on which day is kept, and nothing of what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from portal.base import clock
from portal.outbox.due import register_due
from portal.outbox.models import RetentionDay

AT_ONCE = 500
"""Rows that go in one step: nobody waits for a long one."""

MONTH = 30.44
"""Days of a month, on average."""

Rows = Callable[[datetime], QuerySet]


@dataclass(frozen=True)
class Retention:
    """One row of the table.

    ``kept`` counts from ``counted_from``; ``past`` gives the rows whose time was over at a moment.
    ``carry_out`` does what ``action`` says to them and returns how many those were; without one they
    are deleted.
    """

    key: str
    model: str
    what: str
    basis: str
    kept: timedelta
    counted_from: str
    past: Rows
    action: str = "Deleted"
    carry_out: Callable[[], int] | None = None

    @property
    def kept_words(self) -> str:
        """How long, as people say it: “14 days after the session”."""
        days = self.kept.days
        said = f"{days} days" if days < 61 else f"{round(days / MONTH)} months"
        if days < 2:
            said = f"{round(self.kept.total_seconds() / 3600)} hours"
        return f"{said} after {self.counted_from}"


_rules: dict[str, Retention] = {}


def register_retention(rule: Retention) -> None:
    """Adds a row to the table; the worker keeps to it from now on."""
    _rules[rule.key] = rule
    register_due(f"kept no longer: {rule.what}", lambda: keep_to(rule))


def retention_table() -> list[Retention]:
    """All rows, by what they are about."""
    return sorted(_rules.values(), key=lambda rule: rule.what)


@transaction.atomic
def keep_to(rule: Retention) -> int:
    """Does what the rule asks for, some at a time; how many rows it was. Repeats are harmless.

    A worker that is killed has done and counted it, or neither.
    """
    number = rule.carry_out() if rule.carry_out else delete_past(rule)
    if number:
        _note(rule, number)
    return number


def delete_past(rule: Retention) -> int:
    """Deletes some of the rows whose time is over."""
    rows = rule.past(clock.now())
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not some:
        return 0
    # Asked again: a row may have been changed since, and its time begun anew.
    gone, _by_model = rows.filter(pk__in=some).delete()
    return gone


def _note(rule: Retention, number: int) -> None:
    row, _made = RetentionDay.objects.get_or_create(rule=rule.key, day=clock.today())
    RetentionDay.objects.filter(pk=row.pk).update(number=F("number") + number)
