"""Filters of the admin's lists in which several answers can be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django_filters import ModelMultipleChoiceFilter, MultipleChoiceFilter


def any_of(model: Any, label: str) -> ModelMultipleChoiceFilter:
    """A box for each row of ``model``."""
    return ModelMultipleChoiceFilter(
        queryset=model._default_manager.all(), label=label, widget=forms.CheckboxSelectMultiple
    )


def any_choice(choices: Sequence[Any], label: str, **more: Any) -> MultipleChoiceFilter:
    """A box for each of a closed list."""
    return MultipleChoiceFilter(
        choices=choices, label=label, widget=forms.CheckboxSelectMultiple, **more
    )
