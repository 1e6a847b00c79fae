"""Forms of the admin's screen of duplicates: which two, and which of their values stay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.choosers import person_chooser, school_chooser
from portal.accounts.merging.plans import Plan
from portal.accounts.models import Merge, Person, School
from portal.base.admin_forms import AdminForm


class ChooseSchools(AdminForm):
    """Two schools."""

    prefix = "school"
    kind = Merge.Kind.SCHOOL

    kept = forms.ModelChoiceField(
        School.objects.all(),
        label="The school that stays",
        widget=school_chooser.widget_class,
        help_text="The one with a URN, if one has it.",
    )
    gone = forms.ModelChoiceField(
        School.objects.all(), label="The one to merge into it", widget=school_chooser.widget_class
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kept") and data.get("kept") == data.get("gone"):
            self.add_error("gone", "Choose two different ones.")
        return data


class ChoosePeople(ChooseSchools):
    """Two people."""

    prefix = "person"
    kind = Merge.Kind.PERSON

    kept = forms.ModelChoiceField(
        Person.objects.all(),
        label="The person that stays",
        widget=person_chooser.widget_class,
        help_text="The one who signs in, if one does.",
    )
    gone = forms.ModelChoiceField(
        Person.objects.all(), label="The one to merge into it", widget=person_chooser.widget_class
    )


class MergeForm(AdminForm):
    """A choice for each field in which the two differ, and the stamp of what was shown."""

    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.initial["stamp"] = plan.stamp
        for field in plan.open_fields:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label.capitalize() if field.label.islower() else field.label,
                choices=[("kept", field.kept), ("gone", field.gone)],
                widget=forms.RadioSelect,
                initial=field.choice or None,
                error_messages={"required": "Choose which of the two stays."},
                help_text=(
                    "The other sign-in is closed: nobody can use it any more."
                    if field.name == "user"
                    else ""
                ),
            )

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen, by field."""
        return {name: value for name, value in self.cleaned_data.items() if name != "stamp"}

    def tell(self, refusal: ValidationError) -> None:
        """Says what the service refused, by the field where there is one."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.message_dict.items():
            self.add_error(name if name in self.fields else None, errors)
