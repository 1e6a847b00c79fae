"""Loading the service's vocabulary from the copy that ships with the portal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.vocabulary.models import Term
from portal.vocabulary.registry import LISTS

FILE = Path(__file__).parent / "data" / "vocabulary.json"
FOREIGN = {"area": "areas", "parent": "needs"}


@transaction.atomic
def load_vocabulary(*, overwrite: bool = False) -> int:
    """Adds the terms that are missing, by slug; returns how many were added.

    Terms that staff edited stay as they are unless ``overwrite`` is given. Repeats are harmless.
    """
    added = 0
    rows: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))
    for name, entries in rows.items():
        model = LISTS[name]
        known = set(model._default_manager.values_list("slug", flat=True))
        for entry in sorted(entries, key=lambda row: row.get("parent") is not None):
            if entry["slug"] in known and not overwrite:
                continue
            values = {key: _value(model, key, value) for key, value in entry.items()}
            if entry["slug"] in known:
                model._default_manager.update_or_create(slug=values.pop("slug"), defaults=values)
            else:
                model._default_manager.create(**values)
                added += 1
    return added


def _value(model: type[Term], key: str, value: Any) -> Any:
    """The value as its field holds it: a row for a slug of another list, lines for a list of words."""
    field = model._meta.get_field(key)
    if field.is_relation:
        return LISTS[FOREIGN[key]]._default_manager.get(slug=value) if value else None
    return "\n".join(value) if isinstance(value, list) else value
