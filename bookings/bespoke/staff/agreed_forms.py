"""What staff enter about training that a school has accepted: its date, and why it does not take place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail.admin.widgets import AdminDateTimeInput

from bookings.bespoke.models import Request
from bookings.bespoke.services.delivery import Arranged
from portal.accounts.validators import validate_one_line
from portal.base.admin_forms import AdminForm
from training.choices import Format, Funding
from training.models import CoursePage, Trainer, Venue
from training.services import MeetingTime, check_year

WAYS = (Format.IN_SCHOOL, Format.ONLINE, Format.BLENDED, Format.IN_PERSON)
"""How training is held for one school."""

MEETINGS = 4
"""Meetings that the form has room for; more are added on the session's own page."""


class ScheduleForm(AdminForm):
    """The date that was agreed, as a session that this school alone sees."""

    called = forms.CharField(
        label="What it is called",
        max_length=150,
        validators=[validate_one_line],
        help_text="Stands in the calendar and on certificates, e.g. “Calm lunchtimes”. Never a school’s name.",
    )
    course = forms.ModelChoiceField(
        CoursePage.objects.none(),
        label="Which course it is nearest to",
        empty_label="Choose a course",
        help_text="Its questions before and after, and its rules for certificates, are used.",
    )
    format = forms.ChoiceField(
        label="How", choices=[(way.value, way.label) for way in WAYS], widget=forms.RadioSelect
    )
    venue = forms.ModelChoiceField(
        Venue.objects.order_by("name"),
        label="Where",
        required=False,
        empty_label="At the school, or online",
        help_text="Needed for “in person” and “blended”. Add a venue under Training, Venues.",
    )
    joining_link = forms.URLField(
        label="Link to join",
        required=False,
        assume_scheme="https",
        help_text="Shown only to those who have a place. For example https://meet.example/calm-lunchtimes.",
    )
    trainers = forms.ModelMultipleChoiceField(
        Trainer.objects.order_by("name"),
        label="Who gives it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=500,
        help_text="How many of the school’s staff can book, e.g. 24.",
    )

    def __init__(self, *args: Any, about: Request, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "places": about.staff_count,
            "format": about.format,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        course: Any = self.fields["course"]
        offer = CoursePage.objects.listed().for_professionals().filter(funding=Funding.CORE_OFFER)
        course.queryset = offer.order_by("title")
        for number in range(1, MEETINGS + 1):
            self._meeting(number)

    def _meeting(self, number: int) -> None:
        for name, words, example in (("starts", "begins", "13:30"), ("ends", "ends", "16:00")):
            self.fields[f"{name}-{number}"] = forms.DateTimeField(
                label=f"Meeting {number} {words}",
                required=number == 1,
                widget=AdminDateTimeInput,
                validators=[check_year],
                help_text=f"Kent time, e.g. 2027-03-09 {example}." if number == 1 else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(2, MEETINGS + 1):
            starts, ends = f"starts-{number}", f"ends-{number}"
            if cleaned.get(starts) and not cleaned.get(ends) and ends not in self.errors:
                self.add_error(ends, "Say when it ends.")
            if cleaned.get(ends) and not cleaned.get(starts) and starts not in self.errors:
                self.add_error(starts, "Say when it starts.")
        return cleaned

    @cached_property
    def arranged(self) -> Arranged:
        """What was filled in."""
        said = self.cleaned_data
        return Arranged(
            course=said["course"],
            called=said["called"],
            format=said["format"],
            venue=said["venue"],
            joining_link=said["joining_link"],
            trainers=list(said["trainers"]),
            places=said["places"],
            meetings=[
                MeetingTime(said[f"starts-{number}"], said[f"ends-{number}"])
                for number in range(1, MEETINGS + 1)
                if said.get(f"starts-{number}")
            ],
        )

    def tell(self, error: ValidationError) -> None:
        """Puts what the session's rules refused beside its field, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)


class CancelForm(AdminForm):
    """Who cancels, and why."""

    who = forms.ChoiceField(
        label="Who cancels?",
        choices=[("school", "The school, which rang"), ("us", "We do: nothing is charged")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why",
        max_length=200,
        validators=[validate_one_line],
        help_text="The school reads it, e.g. “The trainer is ill”. Never a person’s name.",
    )
