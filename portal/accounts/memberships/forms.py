"""What people are asked about belonging to a school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.answers import YesOrNo, words_field
from portal.accounts.choices import SchoolRole
from portal.accounts.memberships.services.people import check_last_day
from portal.accounts.models import Membership
from portal.accounts.validators import validate_one_line
from portal.base import clock
from portal.base.forms import PortalForm, PortalFormMixin
from portal.base.validators import validate_address

ROLE_HINTS = {
    SchoolRole.SENCO.value: "Books for colleagues and sees the school’s bookings.",
    SchoolRole.APPROVER.value: "The same, and says who belongs to the school.",
    SchoolRole.BUSINESS.value: "Books for colleagues and sees the school’s bookings and costs.",
    SchoolRole.STAFF.value: "Everybody else who works there. Books for themselves.",
}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d.%m.%Y"]


class RoleField(forms.ChoiceField):
    """What somebody is in a school, with what each role may do."""

    choice_hints = ROLE_HINTS

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", SchoolRole.choices)
        options.setdefault("widget", forms.RadioSelect)
        options.setdefault(
            "error_messages", {"required": "Choose a role", "invalid_choice": "Choose a role"}
        )
        super().__init__(**options)


class DayInput(forms.DateInput):
    """The browser's date picker; words that are no day are shown again as they were typed."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        try:
            date.fromisoformat(shown or "2026-01-01")
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A day, from the picker or typed as 31/8/2027."""

    def __init__(self, **options: Any) -> None:
        said = "Enter a real date, for example 31/8/2027"
        super().__init__(
            input_formats=DAYS,
            widget=DayInput(format="%Y-%m-%d"),
            error_messages={"required": "Enter the day", "invalid": said},
            **options,
        )


class AskForm(PortalForm):
    """As what, and a word to who confirms it; and which schools are left, for somebody who moves."""

    role = RoleField(label="What are you there?")
    words = words_field(
        "A word to who confirms it",
        hint="For example “I start on Monday as the new SENCO”. No pupils’ names, please.",
    )
    leave = forms.BooleanField(required=False)

    def __init__(self, *args: Any, leaving: str = "", present: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        if leaving:
            self.fields["leave"].label = leaving
        else:
            del self.fields["leave"]

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role == self.present:
            raise ValidationError("You are that already. Choose another role")
        return role


class DecideForm(PortalFormMixin, YesOrNo):
    """An approver's answer."""

    reason = words_field(
        "If no, why?", hint="They read it. For example “Please ask as a member of staff”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "Do they belong to your school in this role?"


class RoleForm(PortalForm):
    """Another role for somebody of the school."""

    role = RoleField(label="What are they at the school?")


class BookingApprovalForm(PortalForm):
    """Whether a head or approver agrees to what others of the school book."""

    YES, NO = "yes", "no"

    approval = forms.ChoiceField(
        label="Do you want to agree before places count?",
        choices=[
            (NO, "No, what my colleagues book counts at once"),
            (YES, "Yes: places are held for 72 hours, and I am asked by e-mail"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether you want to agree first",
            "invalid_choice": "Choose from this list",
        },
    )


class EndForm(PortalForm):
    """From which day, and who becomes approver when the last one goes."""

    ended_on = DayField(label="From which day does the membership no longer count?")
    successor = forms.ChoiceField(
        label="Who confirms people from now on?",
        help_text="The only approver goes, so name another one. Only people who can sign in are listed.",
        error_messages={
            "required": "Choose who confirms people from now on",
            "invalid_choice": "Choose from the list",
        },
    )

    def __init__(
        self, *args: Any, membership: Membership, successors: Sequence[Membership] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        if successors is None:
            del self.fields["successor"]
        else:
            people = [
                (str(row.pk), f"{row.person.name}, {row.get_role_display()}") for row in successors
            ]
            self.fields["successor"].choices = [("", "Choose somebody"), *people]

    def clean_ended_on(self) -> date:
        day: date = self.cleaned_data["ended_on"]
        _check_day(self.membership, day)
        return day


class MovedForm(PortalForm):
    """Which schools somebody leaves, and from when."""

    schools = forms.MultipleChoiceField(
        label="Which school have you left, or are you leaving?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one school",
            "invalid_choice": "Choose from the list",
        },
    )
    ended_on = DayField(
        label="From which day do you no longer work there?",
        help_text="From that day you no longer book or see anything for it.",
    )

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("ended_on", clock.today())
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.pk): row for row in memberships}
        self.fields["schools"].choices = [(key, str(row.school)) for key, row in self.by_key.items()]
        if len(self.by_key) == 1:
            self.initial.setdefault("schools", list(self.by_key))

    @property
    def chosen(self) -> list[Membership]:
        """The memberships that are to end."""
        return [self.by_key[key] for key in self.cleaned_data["schools"]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("ended_on") and data.get("schools"):
            for row in self.chosen:
                try:
                    _check_day(row, data["ended_on"])
                except ValidationError as error:
                    self.add_error("ended_on", error)
                    break
        return data


class InviteForm(PortalForm):
    """Whom an approver invites."""

    name = forms.CharField(label="Full name", max_length=150, validators=[validate_one_line])
    email = forms.EmailField(
        label="Work e-mail",
        help_text="The invitation goes there. Only who can read this mailbox can accept it.",
        validators=[validate_address],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = RoleField(label="What are they at the school?")


def _check_day(membership: Membership, day: date) -> None:
    try:
        check_last_day(membership=membership, ended_on=day)
    except ValidationError as error:
        raise ValidationError(error.messages) from error
