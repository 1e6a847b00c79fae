"""What staff decide about a request, and the quotes they write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from bookings.bespoke.choices import Outcome
from bookings.bespoke.services.quoting import LIFE
from bookings.finance.choices import Buyer, Service
from bookings.finance.issuers.models import Issuer
from bookings.finance.services.issuing import Charge
from portal.accounts.validators import validate_one_line
from portal.base import clock
from portal.base.admin_forms import AdminForm
from portal.base.fields import PoundsField
from training.models import CoursePage

LINES = 4
"""Lines that a quote has room for; a fifth takes another quote."""


class DecideForm(AdminForm):
    """What becomes of a request, on what grounds."""

    outcome = forms.ChoiceField(
        label="What becomes of it?", choices=Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="What the school reads",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example “This course covers it; there are places on 9 March”. Never a pupil’s name.",
    )
    met_by = forms.ModelChoiceField(
        CoursePage.objects.none(),
        label="If our offer meets it: which course",
        required=False,
        empty_label="None",
    )

    other = forms.ModelChoiceField(
        CoursePage.objects.none(),
        label="For a charge: another course that was considered",
        required=False,
        empty_label="None",
    )
    other_short = forms.CharField(
        label="Why that one falls short",
        required=False,
        max_length=300,
        validators=[validate_one_line],
        help_text="For example “It is for early years, and they work in a secondary school”.",
    )

    def __init__(
        self, *args: Any, courses: Sequence[CoursePage], shown: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.courses = courses
        offer = CoursePage.objects.listed().for_professionals().order_by("title")
        for name in ("met_by", "other"):
            field: Any = self.fields[name]
            field.queryset = offer
        for course in courses:
            said = (
                f"The school says: {shown[course.pk]}"
                if course.pk in shown
                else "For example “It is for teachers only”."
            )
            self.fields[f"short-{course.pk}"] = forms.CharField(
                label=f"For a charge: why “{course.title}” falls short",
                required=False,
                max_length=300,
                validators=[validate_one_line],
                help_text=said,
            )
        self.order_fields(
            [name for name in self.fields if not name.startswith("other")] + ["other", "other_short"]
        )

    @property
    def falls_short(self) -> dict[int, str]:
        """Why each course falls short, those left empty too."""
        said = self.cleaned_data
        grounds = {course.pk: said.get(f"short-{course.pk}") or "" for course in self.courses}
        if said.get("other") is not None:
            grounds[said["other"].pk] = said.get("other_short") or ""
        return grounds


class QuoteForm(AdminForm):
    """A version of a quote."""

    issuer = forms.ModelChoiceField(
        Issuer.objects.filter(active=True), label="Who bills", empty_label=None
    )
    buyer = forms.ChoiceField(label="Who pays", choices=Buyer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="What we offer",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For example “An afternoon at your school for all midday supervisors, with a plan to keep”.",
    )
    last_day = forms.DateField(
        label="Can be accepted until the end of",
        widget=AdminDateInput,
        help_text="In Kent’s time, e.g. 2027-04-09.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = clock.today() + LIFE
        kwargs["initial"] = {"last_day": day, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for number in range(1, LINES + 1):
            self._line(number)

    def _line(self, number: int) -> None:
        self.fields[f"text-{number}"] = forms.CharField(
            label=f"Line {number}",
            required=number == 1,
            max_length=300,
            validators=[validate_one_line],
            help_text="For example “Training, half a day”." if number == 1 else "Empty: no such line.",
        )
        self.fields[f"service-{number}"] = forms.ChoiceField(
            label="Kind", choices=Service.choices, required=False
        )
        self.fields[f"quantity-{number}"] = forms.IntegerField(
            label="Quantity", min_value=1, max_value=1000, required=False, initial=1
        )
        self.fields[f"pounds-{number}"] = PoundsField(
            label="Each, in pounds without VAT", required=False, help_text="For example 285.00."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(1, LINES + 1):
            pounds = f"pounds-{number}"
            if cleaned.get(f"text-{number}") and not cleaned.get(pounds) and pounds not in self.errors:
                self.add_error(pounds, "Enter what it costs.")
            text = f"text-{number}"
            if cleaned.get(pounds) and not cleaned.get(text) and text not in self.errors:
                self.add_error(text, "Say what it is for.")
        return cleaned

    @property
    def charges(self) -> list[Charge]:
        """The lines that were filled in."""
        said = self.cleaned_data
        return [
            Charge(
                said[f"text-{number}"],
                Service(said.get(f"service-{number}") or Service.TRAINING),
                said.get(f"quantity-{number}") or 1,
                said[f"pounds-{number}"],
            )
            for number in range(1, LINES + 1)
            if said.get(f"text-{number}")
        ]


class GapForm(AdminForm):
    """What the offer lacks."""

    title = forms.CharField(
        label="What is missing",
        max_length=150,
        validators=[validate_one_line],
        help_text="For example “Calm lunchtimes for midday supervisors”. Never a school’s name.",
    )
