"""What search engines are told of: every page and entry that everybody may read, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page

from directory.entries import Entry, Organisation, Resource, Service
from portal.base.addresses import address
from training.models import CoursePage


class PageSitemap(Sitemap[Page]):
    """Pages that are live and not private; courses only while they are offered."""

    limit = 10_000

    def items(self) -> QuerySet[Page]:
        """In the order of the tree."""
        withdrawn = CoursePage.objects.live().exclude(pk__in=CoursePage.objects.listed().values("pk"))
        shown = Page.objects.live().public().filter(depth__gt=1).exclude(pk__in=withdrawn.values("pk"))
        return shown.only("url_path", "last_published_at").order_by("path")

    def location(self, item: Page) -> str:
        return address(item)

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class EntrySitemap(Sitemap[Entry]):
    """Published entries of one kind."""

    limit = 10_000

    def __init__(self, model: Any) -> None:
        self.model = model

    def items(self) -> QuerySet[Entry]:
        """By address."""
        live = self.model.objects.live().only("slug", "last_published_at")
        return live.order_by("slug")

    def lastmod(self, item: Entry) -> datetime | None:
        return item.last_published_at


SITEMAPS = {
    "pages": PageSitemap(),
    **{f"{model.url_kind}": EntrySitemap(model) for model in (Resource, Service, Organisation)},
}
