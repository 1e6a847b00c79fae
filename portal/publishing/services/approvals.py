"""Noting who approved what, which is what the next question about two people is answered from."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Revision

from portal.base import clock
from portal.publishing.contents import digest
from portal.publishing.models import Approval


@transaction.atomic
def note_publication(
    *, instance: Any, revision: Revision, user: Any, authors: set[int]
) -> Approval | None:
    """Writes down that ``revision`` was published, or that its coming publication was approved.

    Nothing when it was neither, as for one kept back when its time came.
    """
    scheduled = Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False).exists()
    shown = type(instance)._base_manager.filter(pk=instance.pk, live_revision_id=revision.pk).exists()
    if not (scheduled or shown):
        return None
    now = clock.now()
    approval, created = Approval.objects.get_or_create(
        revision=revision,
        defaults={"digest": digest(revision.content), "approved_by": user, "approved_at": now},
    )
    if user is not None and not created:
        approval.approved_by, approval.approved_at = user, now
    approval.digest = digest(revision.content)
    if not scheduled:
        approval.published_at = now
    approval.save()
    approval.authors.add(*authors)
    return approval
