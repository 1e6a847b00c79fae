"""The forms in which editors write directory entries."""

from __future__ import annotations

from typing import Any

from portal.base.admin_forms import AdminModelForm
from portal.base.publish_forms import PublishingFormMixin
from portal.base.reserved import reserved_reason
from portal.vocabulary.forms import ChoosableTermsMixin, GroupedTermsField
from portal.vocabulary.models import Audience, Need


class EntryForm(ChoosableTermsMixin, PublishingFormMixin, AdminModelForm):
    """An entry of any kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choosable_terms()

    def clean_slug(self) -> str:
        """The slug, unless the portal itself answers at that address."""
        slug: str = self.cleaned_data["slug"]
        reason = reserved_reason(slug=slug, above=f"/directory/{self.instance.url_kind}/")
        if reason and slug != self.instance.slug:
            self.add_error("slug", reason)
        return slug


class ClassifiedEntryForm(EntryForm):
    """An entry that is found by need and by audience."""

    needs = GroupedTermsField(
        Need.objects.select_related("area"),
        group_by="area",
        required=False,
        help_text="Tick what it is really about: two or three find it better than ten.",
    )
    audiences = GroupedTermsField(
        Audience.objects.all(),
        group_by="group",
        required=False,
        label="Who it is for",
        help_text="For example parents and carers. None ticked: for anybody.",
    )


class ResourceForm(ClassifiedEntryForm):
    """A resource: readers need a way to it, or the text itself."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        nothing = not any(cleaned.get(name) for name in ("document", "link", "body"))
        if nothing and not self.is_deferred_validation and "link" not in self.errors:
            self.add_error("link", "Choose a document, give a link, or write the text on the first tab.")
        return cleaned


class ServiceForm(ClassifiedEntryForm):
    """A service: its ages in order."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        youngest, oldest = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("maximum_age", "“To age” cannot be below “from age”.")
        return cleaned
