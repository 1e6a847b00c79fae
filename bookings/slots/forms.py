"""The form in which a school brings its question, and the filters of the list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator

from bookings.slots.models import Slot, SlotBooking, SupportMeeting
from bookings.slots.validators import FEWEST, LONGEST, validate_no_pupil
from portal.accounts.answers import words_field
from portal.accounts.models import Membership
from portal.base.forms import PortalForm
from portal.vocabulary.models import AreaOfNeed
from portal.vocabulary.registry import terms

QUESTION_HINT = (
    "For example: “Two pupils in Year 3 cannot start writing by themselves. We tried word mats. What next?” "
    "Never a pupil’s name, initials or date of birth: say “a pupil in Year 3”."
)


def question_field() -> forms.CharField:
    """What the school asks, without anything that points to a pupil."""
    field = words_field(
        "What is your question?",
        hint=QUESTION_HINT,
        required=True,
        most=LONGEST,
        missing="Write your question",
    )
    field.validators += [
        MinLengthValidator(FEWEST, f"Write your question in at least {FEWEST} letters"),
        validate_no_pupil,
    ]
    field.widget.attrs["rows"] = 6
    return field


class AreaField(forms.TypedChoiceField):
    """The areas of need that may be brought to LIFT, by the names they have there."""

    def __init__(self) -> None:
        super().__init__(
            label="Which area of need is it about?",
            coerce=lambda slug: terms("areas").by_slug[slug],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose the area of need",
                "invalid_choice": "Choose one of the areas of need",
            },
        )
        self.choices = [(area.slug, area.name_for_lift) for area in lift_areas()]


def lift_areas() -> list[AreaOfNeed]:
    """Those that go through LIFT, at least in part."""
    return [area for area in terms("areas").choosable if area.name_for_lift]


def not_through_lift() -> list[str]:
    """What never goes through LIFT, and where to go instead."""
    return [area.lift_instead for area in terms("areas").choosable if area.lift_instead]


class SlotChoice(forms.ChoiceField):
    """Shows free slots. One that was free when the page was made is taken in as well: the service says of it that it
    is gone, or that the same press booked it a moment ago."""

    def __init__(self, slots: Sequence[Slot], taken: set[int]) -> None:
        self.known = {str(slot.pk) for slot in slots}
        super().__init__(
            label="Which slot?",
            widget=forms.RadioSelect,
            choices=[(str(slot.pk), slot.time_words) for slot in slots if slot.pk not in taken],
            error_messages={
                "required": "Choose a slot",
                "invalid_choice": "Choose one of the slots of this date",
            },
        )

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.known


class QuestionForm(PortalForm):
    """The question, and in LIFT the area of need."""

    question = question_field()
    field_order = ["slot", "school", "area", "question"]

    def __init__(self, *args: Any, meeting: SupportMeeting, **kwargs: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, **kwargs)
        if meeting.is_lift:
            self.fields["area"] = AreaField()
        self.order_fields(self.field_order)

    @property
    def area(self) -> AreaOfNeed:
        """What was chosen, or what the clinic is about."""
        return self.cleaned_data.get("area") or self.meeting.area_of_need


class SlotForm(QuestionForm):
    """All that booking a slot takes."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        meeting: SupportMeeting,
        slots: Sequence[Slot],
        taken: set[int],
        parts: Sequence[Membership],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, meeting=meeting, **kwargs)
        self.parts = {str(part.school_id): part for part in parts}
        self.fields["slot"] = SlotChoice(slots, taken)
        if len(self.parts) > 1:
            self.fields["school"] = forms.ChoiceField(
                label="For which school?",
                choices=[(pk, part.school.name) for pk, part in self.parts.items()],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a school", "invalid_choice": "Choose one of yours"},
            )
        self.order_fields(self.field_order)

    @property
    def part(self) -> Membership:
        """For whom it is booked."""
        return (
            self.parts[self.cleaned_data["school"]]
            if len(self.parts) > 1
            else next(iter(self.parts.values()))
        )


class FilterForm(PortalForm):
    """Which dates are listed. Anything strange is as if it had not been asked."""

    district = forms.ChoiceField(label="District", required=False)
    area = forms.ChoiceField(label="Area of need", required=False)

    def __init__(self, *args: Any, lift: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "All districts"), *_choices("districts")]
        self.fields["area"].choices = [("", "All areas of need"), *_choices("areas")]
        if lift:
            del self.fields["area"]


def _choices(name: str) -> list[tuple[str, str]]:
    return [(term.slug, term.name) for term in terms(name).choosable]


def question_initial(booking: SlotBooking) -> dict[str, str]:
    """What the form shows of a booking that is to be changed."""
    return {"question": booking.question, "area": booking.area_of_need.slug}
