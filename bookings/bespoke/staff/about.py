"""What the admin's views about one request share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bookings.bespoke.models import Request
from bookings.bespoke.permissions import DECIDE


class AboutRequest(WagtailAdminTemplateMixin):
    """A form about one request, for those who decide."""

    model = Request
    header_icon = "edit"
    kwargs: dict[str, Any]
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @cached_property
    def one(self) -> Request:
        rows = Request.objects.for_page().prefetch_related("shown_offers__course", "needs", "phases")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.one.reference

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("bespoke_requests:index"), "label": "Requests"},
            {
                "url": reverse("bespoke_requests:inspect", args=[self.one.pk]),
                "label": self.one.reference,
            },
            {"url": "", "label": self.page_title, "sublabel": self.one.reference},
        ]

    def to_sheet(self) -> HttpResponse:
        return redirect("bespoke_requests:inspect", self.one.pk)
