"""What is published or taken down because its time has come. The worker asks about twice a minute."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page, Revision

from portal.base import clock
from portal.base.publishable import publishable_models
from portal.base.publishing import SCHEDULED
from portal.outbox.late import Late, late_rows

logger = logging.getLogger(__name__)

TAKEN_DOWN = "wagtail.unpublish.scheduled"
"""How Wagtail's history names what a clock took down."""


def publish_and_expire() -> None:
    """Does everything that is due. One thing that fails keeps no other from its time."""
    _take_down_expired()
    _publish_due()


def late_publishing(before: datetime) -> Iterator[Late]:
    """What should have been published or taken down before this moment."""
    waiting = Revision.objects.filter(approved_go_live_at__lt=before)
    yield from late_rows(waiting, due="approved_go_live_at", what="Pages and entries to publish")
    for model in publishable_models():
        what = f"{str(model._meta.verbose_name_plural).capitalize()} to take down"
        yield from late_rows(_expired(model, before), due="expire_at", what=what)


def _expired(model: Any, now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(live=True, expire_at__lte=now)
    return rows.order_by("expire_at")


def _take_down_expired() -> None:
    now = clock.now()
    for model in publishable_models():
        for key in list(_expired(model, now).values_list("pk", flat=True)):
            with transaction.atomic():
                instance = _locked(model, key)
                if instance is not None and instance.live and instance.expire_at:
                    instance.unpublish(set_expired=True, log_action=TAKEN_DOWN)


def _publish_due() -> None:
    due = Revision.objects.filter(approved_go_live_at__lte=clock.now())
    for key in list(due.order_by("approved_go_live_at", "pk").values_list("pk", flat=True)):
        try:
            publish_scheduled(revision_id=key)
        except Exception:  # the next one has nothing to do with this one's fault
            logger.exception("revision %s could not be published when due", key)


@transaction.atomic
def publish_scheduled(*, revision_id: int) -> bool:
    """Publishes one revision whose time has come, unless another worker or person was first."""
    revision = Revision.objects.select_for_update().filter(pk=revision_id).first()
    if revision is None or revision.approved_go_live_at is None:
        return False
    if revision.approved_go_live_at > clock.now():
        return False
    revision.publish(log_action=SCHEDULED)
    return True


def _locked(model: Any, key: Any) -> Any | None:
    """The row as its own type, taken for writing; of a page only its own table is locked."""
    rows = model._default_manager.filter(pk=key)
    if issubclass(model, Page):
        list(Page.objects.select_for_update().filter(pk=key).values_list("pk"))
    else:
        rows = rows.select_for_update()
    return rows.first()
