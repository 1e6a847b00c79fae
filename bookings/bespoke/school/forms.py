"""What a school fills in: the need, why the offer does not do, answers, and how it pays."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator

from bookings.bespoke.offers import Offer
from bookings.bespoke.services.requests import Asked
from bookings.finance.choices import Buyer
from bookings.slots.validators import validate_no_pupil
from portal.accounts.answers import words_field
from portal.accounts.models import Membership
from portal.accounts.validators import validate_one_line
from portal.base.forms import PortalForm
from portal.vocabulary.registry import terms
from training.choices import Format

AIM_HINT = (
    "For example: “All who are on duty at lunchtime can calm a pupil before it escalates, and know whom to call.” "
    "Never a pupil’s name, initials or date of birth."
)
FEWEST = 30
WAYS = (Format.IN_SCHOOL, Format.ONLINE, Format.BLENDED)
"""How training is made for one school."""


class NeedForm(PortalForm):
    """What the school needs. Shown again, hidden, beside the courses that may do."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ChoiceField(
        label="Which area of need is it about?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the area of need",
            "invalid_choice": "Choose one of the areas",
        },
    )
    needs = forms.MultipleChoiceField(
        label="Which needs?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="If you can say. We look for courses about them.",
        error_messages={"invalid_choice": "Choose from this list"},
    )
    phases = forms.MultipleChoiceField(
        label="For which phases?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from this list"},
    )
    aim = words_field(
        "What should your staff be able to do afterwards?",
        hint=AIM_HINT,
        required=True,
        most=2000,
        missing="Write what your staff should be able to do",
    )
    staff_count = forms.IntegerField(
        label="How many staff?",
        min_value=1,
        max_value=500,
        error_messages={
            "required": "Enter how many staff",
            "invalid": "Enter a number, e.g. 12",
            "min_value": "Enter 1 or more",
            "max_value": "Enter 500 or less",
        },
    )
    format = forms.ChoiceField(
        label="How?",
        choices=[(one.value, one.label) for one in WAYS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how", "invalid_choice": "Choose from this list"},
    )
    wished = forms.CharField(
        label="When would it suit you?",
        max_length=300,
        help_text="For example “a Wednesday after school in the spring term, or the inset day on 4 January”.",
        validators=[validate_one_line],
        error_messages={"required": "Write when it would suit you"},
    )

    def __init__(self, *args: Any, parts: Sequence[Membership], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.parts = {str(part.school_id): part for part in parts}
        areas, needs, phases = (terms(name).choosable for name in ("areas", "needs", "phases"))
        self._choose("area", areas)
        self._choose("needs", needs)
        self._choose("phases", phases)
        aim: Any = self.fields["aim"]
        aim.validators += [
            MinLengthValidator(FEWEST, f"Write at least {FEWEST} letters"),
            validate_no_pupil,
        ]
        if len(self.parts) > 1:
            self.fields["school"] = forms.ChoiceField(
                label="For which school?",
                choices=[(pk, part.school.name) for pk, part in self.parts.items()],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a school", "invalid_choice": "Choose one of yours"},
            )
            self.order_fields(["key", "school"])

    def _choose(self, name: str, rows: Sequence[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = [(row.slug, str(row)) for row in rows]

    @property
    def part(self) -> Membership:
        """For whom it is asked."""
        chosen = self.cleaned_data.get("school") or next(iter(self.parts))
        return self.parts[chosen]

    @property
    def asked(self) -> Asked:
        """What was filled in."""
        said = self.cleaned_data
        return Asked(
            area=terms("areas").by_slug[said["area"]],
            needs=[terms("needs").by_slug[slug] for slug in said["needs"]],
            phases=[terms("phases").by_slug[slug] for slug in said["phases"]],
            aim=said["aim"],
            staff_count=said["staff_count"],
            format=said["format"],
            wished=said["wished"],
        )


class WhyNotForm(PortalForm):
    """Why each course that was shown does not do."""

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        for offer in offers:
            self.fields[f"why-{offer.course.pk}"] = forms.CharField(
                label=f"Why does “{offer.course.title}” not do?",
                max_length=300,
                validators=[validate_one_line, validate_no_pupil],
                help_text="For example “It is for teachers, and we need it for midday supervisors”.",
                error_messages={"required": f"Say why “{offer.course.title}” does not do"},
            )

    @property
    def rows(self) -> list[tuple[Offer, Any]]:
        """Each course with its field."""
        return [(offer, self[f"why-{offer.course.pk}"]) for offer in self.offers]

    @property
    def reasons(self) -> dict[int, str]:
        """What was said, by course."""
        return {offer.course.pk: self.cleaned_data[f"why-{offer.course.pk}"] for offer in self.offers}


class AnswerForm(PortalForm):
    """The school's answer to our question."""

    words = words_field(
        "Your answer",
        hint="Never a pupil’s name, initials or date of birth.",
        required=True,
        most=1000,
        missing="Write your answer",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].validators.append(validate_no_pupil)


class TurnDownForm(PortalForm):
    """Why the school does not take a quote."""

    why = forms.CharField(
        label="Why, if you want to say",
        required=False,
        max_length=300,
        validators=[validate_one_line, validate_no_pupil],
    )


class AcceptForm(PortalForm):
    """How the school pays for what it accepts."""

    purchase_order = forms.CharField(
        label="Your purchase order’s number",
        max_length=40,
        validators=[validate_one_line],
        help_text="For example PO-4711. The invoice names it.",
        error_messages={"required": "Enter your purchase order’s number: the invoice will name it."},
    )
    cost_code = forms.CharField(
        label="Your school’s cost code",
        max_length=40,
        validators=[validate_one_line],
        help_text="For example E19-1234. It is charged to your delegated budget.",
        error_messages={
            "required": "Enter your school’s cost code: it is charged to your delegated budget."
        },
    )

    def __init__(self, *args: Any, buyer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["purchase_order" if buyer == Buyer.DELEGATED else "cost_code"]
