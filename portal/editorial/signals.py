"""Keeps the notes on published content in step with what is published, taken down and deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete
from wagtail.signals import published, unpublished

from portal.base.publishable import is_publishable
from portal.editorial.services import examine, forget


def connect() -> None:
    """Called once, when the app is ready."""
    published.connect(_look_again, dispatch_uid="editorial published")
    unpublished.connect(_look_again, dispatch_uid="editorial unpublished")
    post_delete.connect(_forget, dispatch_uid="editorial deleted")


def _look_again(instance: Any, **_signal: Any) -> None:
    content = instance.specific if hasattr(instance, "specific") else instance
    if is_publishable(type(content)):
        examine(content=content)


def _forget(sender: type[Model], instance: Any, **_signal: Any) -> None:
    if is_publishable(sender):
        forget(content=instance)
