"""What pages of text show beside their own fields: where they stand, their contents, what lies below."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.models import Page

from portal.base.addresses import address

HEADINGS_FOR_CONTENTS = 4
"""A page with this many headings or more gets a table of contents."""
FIRST_SECTION_DEPTH = 3
"""Depth in the tree below the home page."""


def with_summaries(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Adds ``summary`` of standard and index pages, without a query for each page."""
    return pages.annotate(summary=Coalesce("standardpage__summary", "indexpage__summary", Value("")))


def trail(page: Page) -> list[dict[str, str]]:
    """Breadcrumbs from home to the page itself, which is no link."""
    above = (
        page.get_ancestors().filter(depth__gte=FIRST_SECTION_DEPTH)
        if page.depth > FIRST_SECTION_DEPTH
        else []
    )
    return [
        {"text": "Home", "href": "/"},
        *({"text": ancestor.title, "href": address(ancestor)} for ancestor in above),
        {"text": page.title},
    ]


def contents(body: StreamValue) -> list[dict[str, str]]:
    """Links to the headings of a long page; none for a short one."""
    headings = [str(block.value) for block in body if block.block_type == "heading"]
    if len(headings) < HEADINGS_FOR_CONTENTS:
        return []
    return [{"text": heading, "href": f"#{slugify(heading)}"} for heading in headings]


def children(page: Page) -> list[dict[str, str]]:
    """The public pages below, in the order of the tree."""
    below = with_summaries(Page.objects.child_of(page).live().public())
    return [
        {
            "title": child.title,
            "href": address(child),
            "summary": child.summary or child.search_description,
        }
        for child in below
    ]
