"""The form of every page: addresses that the portal itself uses cannot be taken."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms.pages import WagtailAdminPageForm

from portal.base.admin_forms import TakesOddIds
from portal.base.forms import AsksByName
from portal.base.publish_forms import PublishingFormMixin
from portal.base.reserved import reserved_below_page


class SitePageForm(TakesOddIds, AsksByName, PublishingFormMixin, WagtailAdminPageForm):
    """Refuses reserved slugs, and keeps the slug of a section where links and code rely on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.fixed_address and "slug" in self.fields:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = "This address is part of the portal and cannot be changed."

    def clean_slug(self) -> str:
        """The slug, unless the portal needs it at this place in the tree."""
        slug: str = self.cleaned_data.get("slug", "")
        if self.fields["slug"].disabled or self.parent_page is None or slug == self.instance.slug:
            return slug
        reason = reserved_below_page(slug=slug, parent=self.parent_page)
        if reason:
            self.add_error("slug", reason)
        return slug
