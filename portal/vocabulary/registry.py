"""The whole vocabulary in memory, for pages that show names and filters without asking the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.base.snapshot import Snapshot
from portal.vocabulary import models as m

LISTS: dict[str, type[m.Term]] = {
    "areas": m.AreaOfNeed,
    "needs": m.Need,
    "phases": m.Phase,
    "audiences": m.Audience,
    "levels": m.Level,
    "tiers": m.Tier,
    "resource_types": m.ResourceType,
    "access_features": m.AccessFeature,
    "core_standards": m.CoreStandard,
    "districts": m.District,
    "communities": m.Community,
}


@dataclass(frozen=True)
class Terms:
    """One list: its rows in order, and by id and slug."""

    rows: tuple[Any, ...]
    by_id: dict[int, Any]
    by_slug: dict[str, Any]

    def pick(self, ids: list[int] | None) -> list[Any]:
        """The rows of these ids, in the list's own order."""
        wanted = set(ids or ())
        return [row for row in self.rows if row.pk in wanted]

    @property
    def choosable(self) -> list[Any]:
        """Rows that are not retired."""
        return [row for row in self.rows if not row.retired]


def _read(model: type[m.Term]) -> Terms:
    rows = tuple(model._default_manager.all())
    return Terms(rows, {row.pk: row for row in rows}, {row.slug: row for row in rows})


_snapshots = {
    name: Snapshot(lambda model=model: _read(model), model)  # type: ignore[misc]
    for name, model in LISTS.items()
}


def terms(name: str) -> Terms:
    """The list called ``name`` (a key of ``LISTS``)."""
    return _snapshots[name].get()
