"""What a merge would do, for a person to look at first: each field of both, and what moves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from portal.accounts.merging.registry import movers
from portal.accounts.models import Merge, Person, School
from portal.accounts.permissions import may_enter_admin
from portal.accounts.register.comparing import OWNED
from portal.base import clock

MODELS: dict[str, type[School] | type[Person]] = {Merge.Kind.SCHOOL: School, Merge.Kind.PERSON: Person}

FIELDS: dict[str, tuple[str, ...]] = {
    Merge.Kind.SCHOOL: (
        *(name for name in OWNED if name not in ("latitude", "longitude", "register_changed_on")),
        "ofsted_number",
        "community",
        "email_domain",
        "successor",
    ),
    Merge.Kind.PERSON: ("name", "email", "role", "user"),
}
ALONG = {"postcode": ("latitude", "longitude"), "urn": ("from_register_on", "register_changed_on")}
"""Fields that go with another, as they mean nothing without it."""

BOTH_REGISTERED = (
    "Both have a URN, so the national register says they are two schools. If one took over from the other, "
    "set it as the successor instead."
)


@dataclass(frozen=True)
class Field:
    """One field side by side. ``settled`` says why there is nothing to choose; else ``choice`` is what
    is ticked at first."""

    name: str
    label: str
    kept: str
    gone: str
    settled: str
    choice: str


@dataclass(frozen=True)
class Plan:
    """A merge that nobody has pressed yet. ``stamp`` tells whether anything changed since."""

    kind: str
    kept: Any
    gone: Any
    fields: list[Field]
    moves: list[tuple[str, int]]
    stamp: str

    @property
    def open_fields(self) -> list[Field]:
        """Those that somebody has to choose."""
        return [field for field in self.fields if not field.settled]


def plan(*, kind: str, kept: Any, gone: Any) -> Plan:
    """The merge of ``gone`` into ``kept``. Raises ``ValidationError`` when it may not be."""
    refuse(kind, kept, gone)
    moves = [(mover.words, mover.count(gone.pk)) for mover in movers(MODELS[kind])]
    fields = [_field(kind, name, kept, gone) for name in FIELDS[kind]]
    return Plan(
        kind, kept, gone, fields, [move for move in moves if move[1]], _stamp(kind, kept, gone, moves)
    )


def refuse(kind: str, kept: Any, gone: Any) -> None:
    """Raises ``ValidationError`` with the reason why these two may not become one."""
    if kept.pk == gone.pk:
        raise ValidationError("Choose two different rows.")
    if kind == Merge.Kind.SCHOOL and kept.urn and gone.urn:
        raise ValidationError(BOTH_REGISTERED)
    if kind == Merge.Kind.PERSON and kept.user and gone.user:
        staff = [person.user.email for person in (kept, gone) if may_enter_admin(person.user)]
        if staff:
            raise ValidationError(
                f"Both sign in, and {staff[0]} works in this admin. An administrator has to close one of "
                "the two sign-ins first."
            )


def _field(kind: str, name: str, kept: Model, gone: Model) -> Field:
    """A field with both values in words. Register's fields are not chosen: one school is in it or none."""
    ours, theirs = getattr(kept, name), getattr(gone, name)
    label = "signs in with" if name == "user" else _label(kept, name)
    said = (_say(kept, name), _say(gone, name))
    if _same(ours, theirs):
        return Field(name, label, *said, settled="The same", choice="kept")
    if kind == Merge.Kind.SCHOOL and name in OWNED:
        for side, row in (("kept", kept), ("gone", gone)):
            if row.from_register_on is not None:  # type: ignore[attr-defined]
                return Field(name, label, *said, settled="As in the national register", choice=side)
    if ours in (None, "") or theirs in (None, ""):
        side = "gone" if ours in (None, "") else "kept"
        return Field(name, label, *said, settled="Only one has it", choice=side)
    both_sign_in = name == "user"
    return Field(name, label, *said, settled="", choice="" if both_sign_in else "kept")


def _same(one: Any, other: Any) -> bool:
    return bool((one or None) == (other or None))


def _label(row: Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _say(row: Any, name: str) -> str:
    value = getattr(row, name)
    if value in (None, ""):
        return "–"
    if name == "user":
        return str(value.email)
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    return clock.say_date(value) if isinstance(value, date) else str(value)


def _stamp(kind: str, kept: Any, gone: Any, moves: Sequence[tuple[str, int]]) -> str:
    """Changes with any field of the two and any number of what moves."""
    values = [[str(getattr(row, f.attname)) for f in row._meta.concrete_fields] for row in (kept, gone)]
    return hashlib.sha256(repr([kind, values, list(moves)]).encode()).hexdigest()[:16]
