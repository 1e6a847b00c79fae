"""Relations written as strings look down too: import-linter cannot see those."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.layers import height, may_know


def own_models() -> list[type[Model]]:
    """Every model of the portal's own apps, hidden through tables included."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if height(model._meta.app_config.name) is not None]


def test_a_relation_points_to_a_lower_storey() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in own_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
        and field.related_model
        and not inherited_from_wagtail(model, field.name)
        and not may_know(model._meta.app_config.name, field.related_model._meta.app_config.name)
    ]
    assert wrong == []


def inherited_from_wagtail(model: type[Model], field: str) -> bool:
    """Whether a relation, such as an image's uploader, is not of our making."""
    return any(base.__module__.startswith("wagtail.") and hasattr(base, field) for base in model.__mro__)


def test_every_app_of_ours_has_a_storey() -> None:
    ours = ("portal", "parents", "bookings", "training", "directory", "search")
    homeless = [
        config.name
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ours and height(config.name) is None
    ]
    assert homeless == []


@pytest.mark.parametrize(
    ("upper", "lower", "allowed"),
    [
        ("bookings.places", "training", True),
        ("training", "bookings.places", False),
        ("portal.accounts", "portal.media", False),
        ("training", "training", True),
        ("training", "wagtail", True),
    ],
)
def test_the_storeys_allow_looking_down_only(upper: str, lower: str, allowed: bool) -> None:
    assert may_know(upper, lower) is allowed
