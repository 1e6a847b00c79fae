"""What everybody may read, as conditions on rows: nothing else is ever indexed, found or counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import PageViewRestriction

from portal.base import clock


def published(rows: QuerySet[Any], now: datetime | None = None) -> QuerySet[Any]:
    """Published rows whose time has not run out, even if nobody has taken them off yet."""
    moment = now or clock.now()
    return rows.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=moment), live=True)


def public_pages(rows: QuerySet[Any], now: datetime | None = None) -> QuerySet[Any]:
    """Published pages that neither have a view restriction nor stand below one."""
    barred = PageViewRestriction.objects.annotate(
        asked=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(asked__startswith=F("page__path"))
    return published(rows, now).filter(~Exists(barred))


def expiring(model: type[Any], after: datetime, until: datetime) -> QuerySet[Any]:
    """Keys of rows whose time runs out within this span."""
    rows: QuerySet[Any] = model._default_manager.filter(expire_at__gt=after, expire_at__lte=until)
    return rows.values_list("pk", flat=True)
