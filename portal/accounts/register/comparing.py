"""What a row of the register would change in the school that the portal has.

The register owns ``OWNED`` in every school that was ever loaded from it: staff see those fields but do
not type into them. All else is the service's own (community, e-mail domain, phases, Ofsted number,
successor) and no load touches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from portal.accounts.models import School
from portal.accounts.register.rows import RegisterRow
from portal.base import clock
from portal.vocabulary.models import Phase
from portal.vocabulary.registry import terms

OWNED = (
    "name", "urn", "kind", "register_status", "opened_on", "closed_on", "closing_reason", "minimum_age",
    "maximum_age", "district", "address", "town", "postcode", "latitude", "longitude", "phone", "website",
    "trust", "local_authority", "establishment_number", "ukprn", "capacity", "pupils",
    "special_provision", "register_changed_on",
)  # fmt: skip

UNTOLD = {"register_changed_on", "latitude", "longitude"}
"""Fields that are kept without a word to the reader; the register's own date alone is no change."""

YEARS_PAST = 5


class ChangeKind(models.TextChoices):
    """What happens to a school."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    CLOSED = "closed", "Closed"
    MERGED = "merged", "Closed by a merger"
    REOPENED = "reopened", "Open again"
    SAME = "same", "As before"


@dataclass(frozen=True)
class Difference:
    """One field in words, before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What a row does. ``values`` are those of the row, its closing settled."""

    kind: ChangeKind
    row: RegisterRow
    values: Mapping[str, Any]
    differences: tuple[Difference, ...] = ()


def compare(row: RegisterRow, known: School | None, *, today: date) -> Change:
    """The change that ``row`` makes to ``known``, or to nothing."""
    values = dict(row.values)
    if values["register_status"] == School.Status.CLOSED and values["closed_on"] is None:
        values["closed_on"] = (known and known.closed_on) or today
    if known is None:
        return Change(ChangeKind.NEW, row, values)
    fields = [name for name, value in values.items() if getattr(known, name) != value]
    if not set(fields) - {"register_changed_on"} and known.from_register_on is not None:
        return Change(ChangeKind.SAME, row, values)
    told = tuple(
        Difference(_label(name), _say(name, getattr(known, name)), _say(name, values[name]))
        for name in fields
        if name not in UNTOLD
    )
    return Change(_kind(known, values, today), row, values, told)


def _kind(known: School, values: Mapping[str, Any], today: date) -> ChangeKind:
    closed_before = known.closed_on is not None and known.closed_on <= today
    closed_now = values["closed_on"] is not None and values["closed_on"] <= today
    if closed_now and not closed_before:
        reason = (values.get("closing_reason") or known.closing_reason).casefold()
        return ChangeKind.MERGED if "merg" in reason or "amalgam" in reason else ChangeKind.CLOSED
    return ChangeKind.REOPENED if closed_before and not closed_now else ChangeKind.CHANGED


def _label(name: str) -> str:
    return str(getattr(School._meta.get_field(name.removesuffix("_id")), "verbose_name", name))


def _say(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if name == "district_id":
        row = terms("districts").by_id.get(value)
        return row.name if row else "–"
    if name == "register_status":
        return str(School.Status(value).label)
    return clock.say_date(value) if isinstance(value, date) else str(value)


def phases_for(low: int | None, high: int | None, phases: Iterable[Phase]) -> list[Phase]:
    """Phases that a school of these ages teaches: those its years reach into, but none that goes on
    for long after its oldest pupils have left."""
    if low is None or high is None:
        return []
    return [
        phase
        for phase in phases
        if low < phase.max_age and high > phase.min_age and phase.max_age <= high + YEARS_PAST
    ]
