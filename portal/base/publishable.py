"""What has drafts that are published: our pages and directory entries, whichever apps bring them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from wagtail.models import DraftStateMixin, Page

from portal.base.models import BasePage


@lru_cache
def publishable_models() -> list[Any]:
    """Every model with drafts of its own, pages first."""
    found = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and model is not Page and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: (not issubclass(model, BasePage), model._meta.label))


def is_publishable(model: type[Model]) -> bool:
    """Whether this is one of them."""
    return model in publishable_models()


def snippet_models() -> list[Any]:
    """Those that have no place in the page tree."""
    return [model for model in publishable_models() if not issubclass(model, Page)]


def model_choices() -> Q:
    """Narrows content types to publishable ones."""
    wanted = Q(pk__in=[])
    for model in publishable_models():
        wanted |= Q(app_label=model._meta.app_label, model=model._meta.model_name)
    return wanted
