"""The questions of changing a booking: who goes instead, and to which date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bookings.places.delegates import Delegate
from bookings.places.eligibility import Limits, delegate_refusal
from bookings.places.forms import ColleagueForm, role_called
from bookings.places.models import Place
from portal.accounts.models import Person
from portal.base.forms import PortalForm

SOMEBODY_NEW = "new"


class InsteadForm(PortalForm):
    """Who of those the school knows goes instead, or somebody who is not listed."""

    who = forms.ChoiceField(
        label="Who goes instead?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who goes instead",
            "invalid_choice": "Choose from this list: others may have a place already",
        },
    )

    def __init__(self, *args: Any, colleagues: Sequence[Person], limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits = limits
        self.known = {str(person.pk): person for person in colleagues}
        field: Any = self.fields["who"]
        names = [(key, person.name) for key, person in self.known.items()]
        field.choices = [*names, (SOMEBODY_NEW, "A colleague who is not listed")]
        field.choice_hints = {
            **{key: person.role.name for key, person in self.known.items() if person.role},
            SOMEBODY_NEW: "Enter their details below.",
        }

    def clean_who(self) -> str:
        key: str = self.cleaned_data["who"]
        person = self.known.get(key)
        if person is not None:
            reason = delegate_refusal(self.limits, name=person.name, role=person.role)
            if reason:
                raise forms.ValidationError(reason)
        return key


class Instead:
    """The whole question: the list, where there is one, and the details of somebody who is not on it."""

    def __init__(self, data: Any, *, colleagues: Sequence[Person], limits: Limits) -> None:
        self.listed = InsteadForm(data, colleagues=colleagues, limits=limits) if colleagues else None
        new = data is not None and (not self.listed or data.get("who") == SOMEBODY_NEW)
        typed = None if data is None else {name: data.get(f"new-{name}", "") for name in _PARTS}
        if new:
            self.colleague = ColleagueForm(data, prefix="new", limits=limits)
        else:
            self.colleague = ColleagueForm(initial=typed, prefix="new", limits=limits)

    def is_valid(self) -> bool:
        asked = [form for form in (self.listed, self.colleague) if form is not None and form.is_bound]
        answered = [form.is_valid() for form in asked]
        return all(answered)

    @property
    def delegate(self) -> Delegate:
        """Who was chosen or typed; after ``is_valid``."""
        if self.listed is not None and self.listed.cleaned_data["who"] != SOMEBODY_NEW:
            return Delegate(person_id=int(self.listed.cleaned_data["who"]))
        said = self.colleague.cleaned_data
        return Delegate(name=said["name"], email=said["email"], role=role_called(said["role"]))

    @property
    def forms(self) -> list[PortalForm]:
        return [form for form in (self.listed, self.colleague) if form is not None]


_PARTS = ("name", "email", "role")


class MoveForm(PortalForm):
    """Whose places move, and to which date."""

    places = forms.MultipleChoiceField(
        label="Whose place do you want to move?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose whose place to move",
            "invalid_choice": "Choose from this list",
        },
    )
    to = forms.ChoiceField(
        label="To which date?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a date", "invalid_choice": "Choose from these dates"},
    )

    def __init__(
        self, *args: Any, places: Sequence[Place], dates: Sequence[tuple[str, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        whose: Any = self.fields["places"]
        whose.choices = [(str(place.pk), place.person.name) for place in places]
        to: Any = self.fields["to"]
        to.choices = [(key, when) for key, when, _hint in dates]
        to.choice_hints = {key: hint for key, _when, hint in dates}
