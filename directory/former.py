"""Addresses that entries had before they were renamed. They lead on for ever."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.base.once_public import was_public


class FormerAddress(models.Model):
    """One address that an entry left. It names the entry and no address, so there are no chains.

    When another entry takes the address, that one is shown; when it leaves too, the row is its own.
    """

    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=120)
    entry_id = models.PositiveBigIntegerField()
    left_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "former address"
        verbose_name_plural = "former addresses"
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_address_leads_to_one_entry")
        ]

    def __str__(self) -> str:
        return f"/directory/{self.kind}/{self.slug}/"


def leave_address(*, entry: Any) -> None:
    """Notes the address of ``entry`` as it was before the change, if anybody can know it."""
    if not entry.live and not was_public(entry):
        return
    FormerAddress.objects.update_or_create(
        kind=entry.url_kind, slug=entry.slug, defaults={"entry_id": entry.pk}
    )
