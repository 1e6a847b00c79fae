"""How editors choose terms: as checkboxes under headings, and without the retired ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.forms.models import ModelChoiceIterator

from portal.base.fields import Checkboxes
from portal.vocabulary.models import Term


class _GroupedChoices(ModelChoiceIterator):
    """Choices under headings, as Django's optgroups."""

    def __iter__(self) -> Iterator[Any]:
        rows = sorted(self.queryset, key=self.field.group_key)
        for _order, group in groupby(rows, key=self.field.group_key):
            members = list(group)
            yield self.field.heading(members[0]), [self.choice(row) for row in members]


class GroupedTermsField(forms.ModelMultipleChoiceField):
    """Many terms as checkboxes, grouped by the term's ``group_by`` (a foreign key or a choice)."""

    iterator = _GroupedChoices
    widget = Checkboxes

    def __init__(self, queryset: Any, *, group_by: str, **options: Any) -> None:
        self.group_by = group_by
        super().__init__(queryset, **options)

    def heading(self, term: Term) -> str:
        """The words above a group."""
        display = getattr(term, f"get_{self.group_by}_display", None)
        return str(display() if display else getattr(term, self.group_by))

    def group_key(self, term: Term) -> tuple[int, str]:
        """Sorts the groups: by their own order, or as the closed list of choices has them."""
        group = getattr(term, self.group_by)
        if isinstance(group, Term):
            return group.order, group.name
        field = term._meta.get_field(self.group_by)
        return [value for value, _label in field.flatchoices].index(group), str(group)


class ChoosableTermsMixin:
    """For a model form: retired terms cannot be newly chosen; those already chosen stay."""

    fields: dict[str, forms.Field]
    instance: Model

    def offer_choosable_terms(self) -> None:
        """Call at the end of the form's ``__init__``."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, Term):
                field.queryset = field.queryset.filter(Q(retired=False) | Q(pk__in=self._chosen(name)))

    def _chosen(self, name: str) -> list[int]:
        model_field = self.instance._meta.get_field(name)
        if not model_field.many_to_many:
            current = getattr(self.instance, f"{name}_id")
            return [current] if current else []
        if self.instance.pk is None:
            return []
        return [term.pk for term in getattr(self.instance, name).all()]
