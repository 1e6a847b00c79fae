"""Forms of the admin, which look as Wagtail draws them and ask for what is missing by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser

from portal.base.forms import AsksByName

NO_ID = (ValueError, TypeError, OverflowError)
"""What looking for a row raises for something that can be no id."""


class TakesOddIds:
    """Refuses in words what can be no id of a row, where Django and Wagtail would fail.

    Django looks for several rows with ``IN``, for which SQLite takes no number beyond 64 bits; Wagtail's choosers look
    for what was refused once more to show its title.
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form's fields and their widgets are its own copies.
        for field in self.fields.values():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.clean = _within_ids(field)  # type: ignore[method-assign]
            if isinstance(field.widget, BaseChooser):
                field.widget.get_instance = _or_none(field.widget.get_instance)


def _within_ids(field: forms.ModelMultipleChoiceField[Any]) -> Callable[[Any], Any]:
    clean = field.clean

    def clean_within(value: Any) -> Any:
        try:
            return clean(value)
        except OverflowError as error:
            said = field.error_messages["invalid_pk_value"]
            raise ValidationError(said, params={"pk": ", ".join(map(str, value))}) from error

    return clean_within


def _or_none(get_instance: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def get_or_none(value: Any) -> Any:
        try:
            return get_instance(value)
        except NO_ID:
            return None

    return get_or_none


class AdminForm(TakesOddIds, AsksByName, forms.Form):
    """A form of an admin screen of ours."""


class AdminModelForm(TakesOddIds, AsksByName, WagtailAdminModelForm):
    """The form of a record in the admin."""
