"""``/parents/``: the parents' and carers' section."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from directory.entries import Organisation
from parents.listing import family_sessions
from portal.base.addresses import address
from portal.base.blocks import BodyBlock
from portal.base.models import BasePage


class ParentsIndexQuerySet(PageQuerySet):  # type: ignore[type-arg]
    """The section's own page."""

    def for_serving(self) -> ParentsIndexQuerySet:
        """With the page about schools, in one query."""
        found: ParentsIndexQuerySet = self.select_related("expectations_page")
        return found


class ParentsIndexPage(BasePage):
    """Sessions for parents and carers, in plain words, with somebody to ask always in view."""

    intro = RichTextField(blank=True, features=["bold", "link"])
    body = StreamField(BodyBlock(), blank=True, help_text="Shown below the list of sessions.")
    contact_role = models.CharField(
        "who to ask",
        max_length=120,
        blank=True,
        help_text="A named role, e.g. “Family link officer”. Empty: the service’s own contact.",
    )
    contact_phone = models.CharField("telephone", max_length=40, blank=True)
    contact_email = models.EmailField("e-mail", blank=True)
    expectations_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="what school should already be doing",
        help_text="The page that says what every school does without a diagnosis.",
    )

    objects = PageManager.from_queryset(ParentsIndexQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("expectations_page"),
        MultiFieldPanel(
            [FieldPanel("contact_role"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
            heading="Who families ask",
        ),
        FieldPanel("body"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StandardPage"]
    max_count = 1
    fixed_address = True
    private_page_options: list[str] = []
    page_description = "The section for parents and carers. There is one, and it stays at /parents/."
    template = "pages/parents/parents_index_page.html"

    class Meta:
        verbose_name = "parents' and carers' section"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the sessions that the address asks for and who advises families independently."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "sessions": family_sessions(request.GET),
            "advisers": Organisation.objects.advising_families().for_lists(),
            "expectations": self._expectations(),
            "trail": [{"text": "Home", "href": "/"}, {"text": self.title}],
        }

    def _expectations(self) -> dict[str, str] | None:
        """The page about what school should already be doing, once it is published."""
        page = self.expectations_page
        if page is None or not page.live:
            return None
        return {"title": page.title, "href": address(page)}
