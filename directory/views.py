"""The public page of a directory entry."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.former import FormerAddress
from directory.models import Entry, Organisation, Resource, Service
from portal.base.leading_on import led_on

ENTRY_KINDS: dict[str, type[Entry]] = {
    model.url_kind: model for model in (Resource, Service, Organisation)
}


@require_safe
def entry(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One entry, or what replaced it. Raises ``Http404`` for what never was public."""
    model = ENTRY_KINDS.get(kind)
    if model is None:
        raise Http404
    found = model.objects.live().for_page().filter(slug=slug).first()
    if found is not None:
        return render(request, model.page_template, found.page_context())
    answer = _instead(request, model, slug)
    if answer is None:
        raise Http404
    return answer


def _instead(request: HttpRequest, model: type[Entry], slug: str) -> HttpResponse | None:
    """Leads on from an entry that was renamed or taken down."""
    former = FormerAddress.objects.filter(kind=model.url_kind, slug=slug).values("entry_id")
    entries = model.objects.filter(Q(slug=slug) | Q(pk__in=former)).order_by("-live", "pk")
    answers = (led_on(request, entry) for entry in entries)
    return next((answer for answer in answers if answer is not None), None)


def is_published(kind: str, slug: str) -> bool:
    """Whether there is such an entry for everybody to read."""
    model = ENTRY_KINDS.get(kind)
    return model is not None and model.objects.live().filter(slug=slug).exists()
