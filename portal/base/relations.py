"""Conditions and columns from many-to-many relations, without joins that would repeat rows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django.db.models import Exists, Model, OuterRef, QuerySet

from portal.base.jsonlists import RelatedIds, related_ids


def joined(model: type[Model], relation: str, *, outer: str = "pk") -> QuerySet[Any]:
    """The joining rows of a many-to-many relation of ``model`` for the row at hand.

    ``outer`` names the row's own column that holds the id of ``model``: “pk” for a row of
    ``model`` itself, else its foreign key.
    """
    through = model._meta.get_field(relation).remote_field.through  # type: ignore[union-attr]
    rows = through._default_manager.filter(**{f"{model._meta.model_name}_id": OuterRef(outer)})
    return cast("QuerySet[Any]", rows)


def related_to(model: type[Model], relation: str, ids: Collection[int]) -> Exists:
    """Whether the row at hand is related to any of ``ids``."""
    return Exists(joined(model, relation).filter(**{f"{_other(model, relation)}_id__in": list(ids)}))


def term_ids(model: type[Model], relation: str) -> RelatedIds:
    """The ids of a many-to-many relation as a JSON list, for ``annotate``."""
    through = model._meta.get_field(relation).remote_field.through  # type: ignore[union-attr]
    owner = f"{model._meta.model_name}_id"
    return related_ids(through, owner, f"{_other(model, relation)}_id")


def _other(model: type[Model], relation: str) -> str:
    related: type[Model] = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return str(related._meta.model_name)
