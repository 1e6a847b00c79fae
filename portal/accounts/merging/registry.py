"""What follows when two schools or two people become one. Apps register how their rows move.

Every relation to ``School`` and ``Person`` has a mover: ``tests/architecture/test_movers.py`` fails on
one that has none, before a merge could lose its rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from portal.accounts.models import User

Move = Callable[["Pair"], int]
Lock = Callable[[int, int], None]


@dataclass(frozen=True)
class Pair:
    """A merge under way: ids of the row that stays and of the one that goes, and who does it."""

    kept: int
    gone: int
    actor: User | None


@dataclass(frozen=True)
class Mover:
    """How the rows of one relation move. ``words`` name them, as “memberships”.

    ``lock`` runs before the two rows are locked, for what must be locked first.
    """

    relation: str
    words: str
    move: Move
    lock: Lock | None = None

    @property
    def model(self) -> type[Model]:
        """Whose rows move."""
        return apps.get_model(self.relation.rpartition(".")[0])

    @property
    def field(self) -> str:
        """The relation's field."""
        return self.relation.rpartition(".")[2]

    def count(self, pk: int) -> int:
        """How many rows point to this id."""
        return int(self.model._default_manager.filter(**{self.field: pk}).count())


_movers: dict[str, Mover] = {}


def register(relation: str, words: str, *, move: Move | None = None, lock: Lock | None = None) -> None:
    """Says how rows of ``relation`` (``app.Model.field``) follow a merge.

    Without ``move`` they just point to the row that stays. Registering again replaces.
    """
    _movers[relation] = Mover(relation, words, move or _repoint(relation), lock)


def movers(model: type[Model]) -> list[Mover]:
    """The movers of relations to ``model``, in the order of their registration."""
    return [mover for mover in _movers.values() if _target(mover) is model]


def relations_to(model: type[Model]) -> set[str]:
    """Every relation of the database that points to ``model``, hidden ones included."""
    found = set()
    for one in apps.get_models(include_auto_created=True):
        for field in one._meta.get_fields(include_hidden=True):
            if field.concrete and not field.many_to_many and field.related_model is model:
                found.add(f"{one._meta.label}.{field.name}")
    return found


def _target(mover: Mover) -> Any:
    return mover.model._meta.get_field(mover.field).related_model


def _repoint(relation: str) -> Move:
    def move(pair: Pair) -> int:
        label, _dot, field = relation.rpartition(".")
        rows = apps.get_model(label)._default_manager.filter(**{field: pair.gone})
        return int(rows.update(**{field: pair.kept}))

    return move
