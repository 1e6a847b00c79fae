"""The directory: its page in the site tree, and its entries from ``directory.entries``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from directory.entries import Entry, Organisation, Resource, Service
from directory.former import FormerAddress
from directory.listing import listing
from portal.base.models import BasePage

__all__ = ["DirectoryIndexPage", "Entry", "FormerAddress", "Organisation", "Resource", "Service"]


class DirectoryIndexPage(BasePage):
    """``/directory/``: resources, services and organisations in plain lists."""

    intro = RichTextField(
        blank=True, features=["bold", "link"], help_text="One or two sentences above the lists."
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    fixed_address = True
    private_page_options: list[str] = []
    page_description = (
        "Resources, services and organisations. There is one, and it stays at /directory/."
    )
    template = "pages/directory/directory_index_page.html"

    class Meta:
        verbose_name = "directory"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the list that the address asks for."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        trail = [{"text": "Home", "href": "/"}, {"text": self.title}]
        return {**context, "listing": listing(request.GET), "trail": trail}
