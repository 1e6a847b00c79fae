"""Who came without a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bookings.places.delegates import Delegate
from bookings.places.forms import role_called, role_choices
from portal.accounts.models import Person
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalForm
from portal.base.validators import validate_address
from portal.vocabulary.choices import AudienceGroup

NEW = "new"


class WhichSchoolForm(PortalForm):
    """The school's name, or part of it."""

    q = forms.CharField(
        label="Name, town or postcode of their school",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WalkInForm(PortalForm):
    """Somebody the school knows, or a name and an e-mail; and why, when the session is full."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.ChoiceField(
        label="Who came?", widget=forms.RadioSelect, error_messages={"required": "Choose who came"}
    )
    name = forms.CharField(
        label="Full name", max_length=150, required=False, validators=[validate_one_line]
    )
    email = forms.EmailField(
        label="E-mail", max_length=254, required=False, validators=[validate_address]
    )
    role = forms.ChoiceField(label="What they do", required=False)
    over_capacity = forms.BooleanField(
        label="There is room for one more person than there are places", required=False
    )
    reason = forms.CharField(
        label="Why more people come than there are places",
        max_length=200,
        required=False,
        validators=[validate_one_line],
        help_text="Read by staff only, e.g. “Two people booked for Thursday are ill”.",
    )

    def __init__(
        self, *args: Any, known: Sequence[Person], family: bool, full: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if known:
            people = [(str(person.pk), person.name) for person in known]
            self.fields["who"].choices = [*people, (NEW, "Somebody else")]  # type: ignore[attr-defined]
        else:
            del self.fields["who"]
        if family:
            del self.fields["role"]
        else:
            self.fields["role"].choices = role_choices(AudienceGroup.PROFESSIONAL)  # type: ignore[attr-defined]
        if not full:
            del self.fields["over_capacity"], self.fields["reason"]

    @property
    def is_new(self) -> bool:
        """Whether it is somebody the school does not know."""
        return bool(self.cleaned_data.get("who", NEW) == NEW)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asked = {
            "name": "Enter their full name",
            "email": "Enter their e-mail",
            "role": "Choose what they do",
        }
        if "who" not in self.errors and self.is_new:
            for name, words in asked.items():
                if name in self.fields and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        if cleaned.get("over_capacity") and not cleaned.get("reason"):
            self.add_error("reason", "Say why: it stays in the record")
        return cleaned

    @property
    def delegate(self) -> Delegate:
        """Who it is; after ``is_valid``."""
        said = self.cleaned_data
        if not self.is_new:
            return Delegate(person_id=int(said["who"]))
        return Delegate(name=said["name"], email=said["email"], role=role_called(said.get("role", "")))
