"""Looking through what is published, so that editors find what would be refused today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.text import Truncator
from wagtail.models import Page

from portal.base import clock
from portal.base.publishable import publishable_models, snippet_models
from portal.editorial.checks import problems
from portal.editorial.models import Examined, Finding
from portal.editorial.reading import outline_of

EVERY = timedelta(days=1)
AT_A_TIME = 200
"""Pages and entries looked through in one go of the worker, about two seconds' work."""


@transaction.atomic
def examine(*, content: Any) -> int:
    """Notes what has to be mended in published content; nothing of what is not published."""
    kind, pk = _key(content)
    Finding.objects.filter(content_type=kind, object_id=pk).delete()
    now = clock.now()
    found = problems(outline_of(content)) if content.live else []
    Finding.objects.bulk_create(
        Finding(
            content_type=kind,
            object_id=pk,
            title=Truncator(str(content)).chars(255),
            kind=str(content._meta.verbose_name).capitalize(),
            check_name=problem.check,
            message=Truncator(problem.message).chars(500),
            found_at=now,
        )
        for problem in found
    )
    Examined.objects.update_or_create(content_type=kind, object_id=pk, defaults={"at": now})
    return len(found)


@transaction.atomic
def forget(*, content: Any) -> None:
    """Takes the notes away with what they are about."""
    kind, pk = _key(content)
    for model in (Finding, Examined):
        model._default_manager.filter(content_type=kind, object_id=pk).delete()


def examine_due(limit: int = AT_A_TIME) -> int:
    """Looks through what nobody looked through within a day; returns how many that were."""
    done = 0
    for model in [Page, *snippet_models()]:
        for row in _due(model)[: limit - done]:
            examine(content=row.specific if isinstance(row, Page) else row)
            done += 1
        if done >= limit:
            break
    return done


def _due(model: type[models.Model]) -> QuerySet[Any]:
    fresh = Examined.objects.filter(
        content_type=ContentType.objects.get_for_model(model), at__gte=clock.now() - EVERY
    )
    rows = model._default_manager.filter(live=True).exclude(pk__in=fresh.values("object_id"))
    if model is Page:
        rows = rows.filter(content_type__in=_page_kinds())
    return rows.order_by("pk")


def _page_kinds() -> list[ContentType]:
    pages = [model for model in publishable_models() if issubclass(model, Page)]
    return list(ContentType.objects.get_for_models(*pages).values())


def _key(content: Any) -> tuple[ContentType, int]:
    model = Page if isinstance(content, Page) else type(content)
    return ContentType.objects.get_for_model(model), content.pk
