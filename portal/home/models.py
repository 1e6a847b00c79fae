"""The pages that are no catalogue: home, standard pages and lists of pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.base.blocks import BodyBlock
from portal.base.models import BasePage
from portal.home.front import front_context
from portal.home.reading import children, contents, trail


class HomePage(BasePage):
    """``/``: four doors, the search, what is soon and what is new."""

    purpose = models.CharField(
        max_length=200,
        help_text="One sentence that says what people can do here.",
        default="Training, resources and people for including every child.",
    )
    example_searches = models.CharField(
        max_length=200, blank=True, help_text="Three searches, separated by commas, that find something."
    )
    parents_heading = models.CharField(max_length=100, blank=True)
    parents_text = RichTextField(blank=True, features=["bold", "link"], help_text="In plain words.")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("purpose"),
        FieldPanel("example_searches", help_text="For example “autism, anxiety at school, dyslexia”."),
        MultiFieldPanel(
            [FieldPanel("parents_heading"), FieldPanel("parents_text")],
            heading="Panel for parents and carers",
        ),
    ]

    max_count = 1
    fixed_address = True
    private_page_options: list[str] = []
    page_description = "The first page of the portal. There is one."
    template = "pages/home/home_page.html"

    class Meta:
        verbose_name = "home page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the doors, what is soon and what is new."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **front_context(self.example_searches)}


class StandardPage(BasePage):
    """A page of text: about us, how booking works, the accessibility statement."""

    summary = models.CharField(max_length=255, blank=True, help_text="One sentence, shown in lists.")
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body")]

    parent_page_types = [
        "home.HomePage",
        "home.IndexPage",
        "home.StandardPage",
        "parents.ParentsIndexPage",
    ]
    page_description = "Text, pictures and documents, e.g. “How booking works”."
    template = "pages/home/standard_page.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = "standard page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With breadcrumbs and, for a long page, its table of contents."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "trail": trail(self), "contents": contents(self.body)}


class IndexPage(BasePage):
    """A page that lists the pages below it."""

    summary = models.CharField(max_length=255, blank=True, help_text="One sentence, shown in lists.")
    intro = RichTextField(blank=True, features=["bold", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("intro")]

    parent_page_types = ["home.HomePage", "home.IndexPage"]
    subpage_types = ["home.StandardPage", "home.IndexPage"]
    page_description = "A list of the pages below it, e.g. “About us”."
    template = "pages/home/index_page.html"
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("intro")]

    class Meta:
        verbose_name = "index page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With breadcrumbs and the public pages below."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "trail": trail(self), "below": children(self)}
