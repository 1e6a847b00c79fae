"""What an officer enters who books for a school by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bookings.places.delegates import Delegate
from bookings.places.forms import role_called, role_choices
from portal.accounts.choosers import school_chooser
from portal.accounts.models import Person, School
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from portal.base.validators import validate_address
from portal.vocabulary.choices import AudienceGroup

NEW_ROWS = 3


class WhichSchoolForm(AdminForm):
    """For which school; the next page lists its people."""

    school = forms.ModelChoiceField(
        School.objects.all(), label="School", widget=school_chooser.widget_class()
    )


class BookForm(AdminForm):
    """Who rang, who goes, and why it is done so."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    booker = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who rang",
        help_text="They get the confirmation and can change the booking.",
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Who goes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Why we book for them",
        max_length=300,
        validators=[validate_one_line],
        help_text="Read by staff only, e.g. “Rang us: no internet at the school today”.",
        error_messages={"required": "Say why: it stays in the record."},
    )
    agreed = forms.CharField(
        label="If the school’s head or approver has agreed: who said so",
        max_length=300,
        required=False,
        validators=[validate_one_line],
        help_text="E.g. “The head, on the same call”. Empty: where the course or the school asks for approval, the "
        "places are held for 72 hours and the head is asked by e-mail.",
    )
    over_capacity = forms.BooleanField(
        label="Book even if there are fewer places than people",
        required=False,
        help_text="The reason above has to say why the room takes more.",
    )
    beside_line = forms.BooleanField(
        label="Book even if others wait: these people go before them", required=False
    )

    def __init__(self, *args: Any, known: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Person.objects.filter(pk__in=[person.pk for person in known]).order_by("name", "pk")
        for name in ("booker", "people"):
            field: Any = self.fields[name]
            field.queryset = rows


class NewColleagueForm(AdminForm):
    """Somebody whom the school does not know yet; an empty row is nobody."""

    name = forms.CharField(
        label="Full name", max_length=150, required=False, validators=[validate_one_line]
    )
    email = forms.EmailField(
        label="E-mail", max_length=254, required=False, validators=[validate_address]
    )
    role = forms.ChoiceField(label="What they do", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(AudienceGroup.PROFESSIONAL)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asked = {
            "name": "Enter their full name.",
            "email": "Enter their e-mail.",
            "role": "Choose what they do.",
        }
        if any(cleaned.get(name) for name in asked):
            for name, words in asked.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned

    @property
    def delegate(self) -> Delegate | None:
        """The person of this row, if there is one; after ``is_valid``."""
        said = self.cleaned_data
        if not said.get("email"):
            return None
        return Delegate(name=said["name"], email=said["email"], role=role_called(said["role"]))


def new_rows(data: Any) -> list[NewColleagueForm]:
    """Rows for people whom the school does not know."""
    return [NewColleagueForm(data, prefix=f"new-{number}") for number in range(NEW_ROWS)]
