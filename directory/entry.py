"""What every entry of the directory is: a snippet with drafts and an address, as there may be thousands."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from directory.former import leave_address
from directory.freshness import Freshness, freshness
from directory.querysets import EntryQuerySet
from portal.base import clock
from portal.base.blocks import BodyBlock


class Entry(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """What resources, services and organisations share: an address, a summary and its freshness.

    ``assured_on`` is the day somebody checked the facts, which a corrected comma is not.
    """

    uuid = models.UUIDField("stable id", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=150)
    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="Last part of the address, e.g. “now-and-next-board”.",
    )
    summary = models.CharField(
        max_length=300, help_text="One or two sentences: what it is and whom it helps."
    )
    body = StreamField(BodyBlock(), blank=True)
    assured_on = models.DateField(
        "facts checked on",
        null=True,
        blank=True,
        help_text="The day somebody last made sure that all of this is still true.",
    )
    assured_by = models.CharField(
        "checked by", max_length=120, blank=True, help_text="A role, e.g. “Thanet district team”."
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        verbose_name="replaced by",
        help_text="Where readers are led once this is unpublished, e.g. the newer guide.",
    )
    demonstration = models.BooleanField("demonstration content", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    url_kind = ""
    page_template = ""

    class Meta:
        abstract = True
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With a note of the address that it leaves, so that old links lead on."""
        before = self._meta.model._default_manager.filter(pk=self.pk).first() if self.pk else None
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before is not None and before.slug != self.slug:
                leave_address(entry=before)

    def get_absolute_url(self) -> str:
        """Where the public reads it."""
        return reverse("directory:entry", args=[self.url_kind, self.slug])

    @property
    def href(self) -> str:
        return self.get_absolute_url()

    def freshness(self, today: date | None = None) -> Freshness:
        """Whether the facts were checked within the last year, and what to tell the reader."""
        return freshness(
            assured_on=self.assured_on, assured_by=self.assured_by, today=today or clock.today()
        )

    def page_context(self) -> dict[str, Any]:
        """What the entry's page shows; the same for a published entry and a draft in preview."""
        trail = [
            {"text": "Home", "href": "/"},
            {"text": "Directory", "href": "/directory/"},
            {
                "text": str(self._meta.verbose_name_plural).capitalize(),
                "href": f"/directory/?kind={self.kind}",
            },
            {"text": self.title},
        ]
        return {
            "entry": self,
            "freshness": self.freshness(),
            "trail": trail,
            "demonstration": self.demonstration,
        }

    @property
    def kind(self) -> str:
        """The kind of entry as addresses name it: ``resource``, ``service`` or ``organisation``."""
        return str(self._meta.model_name)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.page_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"request": request, "object": self, "in_preview": True, **self.page_context()}
