"""The form in which editors write a course."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.snippets.widgets import AdminSnippetChooser

from directory.models import Resource
from portal.base.fields import ChooserListWidget, PoundsField
from portal.base.page_forms import SitePageForm
from portal.vocabulary.forms import ChoosableTermsMixin, GroupedTermsField
from portal.vocabulary.models import Audience, Need
from training.choices import Funding


class CoursePageForm(ChoosableTermsMixin, SitePageForm):
    """A course. Rules that concern two fields are told by the field that can mend them."""

    price_pence = PoundsField(
        label="Price in pounds",
        required=False,
        help_text="Without VAT, e.g. 95.00. Empty for the core offer.",
    )
    needs = GroupedTermsField(
        Need.objects.select_related("area"),
        group_by="area",
        required=False,
        help_text="What a child may need help with. Tick what the course is really about.",
    )
    audiences = GroupedTermsField(Audience.objects.all(), group_by="group", label="Who it is for")
    related_resources = forms.ModelMultipleChoiceField(
        Resource.objects.all(),
        required=False,
        widget=ChooserListWidget(AdminSnippetChooser(model=Resource)),
        label="Goes with these resources",
        help_text="Resources whose use this course teaches. Save to get room for more.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choosable_terms()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._check_price(cleaned.get("funding"), cleaned.get("price_pence"))
        offered, withdrawn = cleaned.get("offered_from"), cleaned.get("withdrawn_on")
        if offered and withdrawn and withdrawn <= offered:
            self.add_error("withdrawn_on", "Enter a day after the course is first offered.")
        youngest, oldest = cleaned.get("min_age"), cleaned.get("max_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("max_age", "“To age” cannot be below “from age”.")
        if cleaned.get("successor") and self.instance.pk == cleaned["successor"].pk:
            self.add_error("successor", "Choose another course: this one cannot replace itself.")
        return cleaned

    def _check_price(self, funding: str | None, pence: int | None) -> None:
        if funding == Funding.CORE_OFFER and pence:
            self.add_error(
                "price_pence", "The core offer is free: empty the price, or choose “Chargeable” above."
            )
        if funding == Funding.CHARGEABLE and pence == 0:
            self.add_error("price_pence", "Enter the price of this chargeable course, e.g. 95.00.")
