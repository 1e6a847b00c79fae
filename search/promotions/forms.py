"""The form by which staff choose a result."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.base.admin_forms import AdminModelForm
from search.addresses import located, shown_at
from search.lines import lines_of
from search.promotions.models import Promotion
from search.promotions.services import asked_by

MOST_WORDINGS = 50
LONGEST_WORDING = 120
ROWS = 3


class PromotionForm(AdminModelForm):
    """Asks for the address of what is to come first, as staff copy it from their browser."""

    address = forms.CharField(
        label="What to show first",
        max_length=500,
        help_text=(
            "Open the course, resource, service or page and copy its address, "
            "e.g. “/directory/resources/visual-timetables/”."
        ),
    )

    class Meta:
        model = Promotion
        fields = ["wordings", "address", "order", "first_day", "last_day", "reason"]
        widgets = {"wordings": AdminAutoHeightTextInput(attrs={"rows": ROWS})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.Meta.fields)
        if self.instance.pk:
            found = located([self.instance.key]).get(self.instance.key)
            self.initial["address"] = found.url if found else ""
            if found is None:
                self.fields["address"].help_text = (
                    f"“{self.instance.title}” is not public any more, so nothing is shown. "
                    "Give the address of something else, or delete this."
                )

    def clean_wordings(self) -> str:
        """The searches, one a line, each once and with at least one word."""
        lines = lines_of(self.cleaned_data["wordings"])
        if len(lines) > MOST_WORDINGS:
            raise forms.ValidationError(f"Enter at most {MOST_WORDINGS} searches.")
        for line in lines:
            if len(line) > LONGEST_WORDING:
                raise forms.ValidationError(
                    f"“{line[:40]}…” is too long: at most {LONGEST_WORDING} characters."
                )
            if not asked_by(line):
                raise forms.ValidationError(f"“{line}” has no word that can be searched for.")
        return "\n".join(lines)

    def clean_address(self) -> str:
        """The address of something that everybody may read."""
        given = self.cleaned_data["address"]
        shown = shown_at(given)
        if shown is None:
            raise forms.ValidationError(
                "There is no published course, resource, service or page at this address."
            )
        self.instance.key, self.instance.title = shown.key, shown.title[:255]
        return str(given)
