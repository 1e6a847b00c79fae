"""The admin's list of what is still owed to the outside world."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.generic import View
from django_filters import BooleanFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from portal.base import clock
from portal.base.admin_views import SITE_MENU, ReadOnlyViewSet, SheetView
from portal.outbox.models import OutboxRow
from portal.outbox.services import try_again


class OutboxFilters(WagtailFilterSet):
    """Those that somebody has to look at, or the rest."""

    given_up = BooleanFilter(
        label="State",
        widget=forms.Select(choices=[("", "Any"), ("true", "Needs a look"), ("false", "Will be tried")]),
    )

    class Meta:
        model = OutboxRow
        fields = ["given_up"]


def _due(row: OutboxRow) -> str:
    return clock.say_moment(row.due_at)


def _state(row: OutboxRow) -> str:
    if row.given_up:
        return "Needs a look: all attempts failed"
    return f"Tried {row.attempts} times, will be tried again" if row.attempts else "Waiting for its time"


class OutboxSheetView(SheetView):
    """One row, with the button that tries it again."""

    template_name = "admin/outbox/row.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "may_try_again": self.user_has_permission("change")}


class TryAgainView(PermissionCheckedMixin, View):
    """Makes one row due at once."""

    permission_required = "change"
    model = OutboxRow
    index_url_name = ""
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(OutboxRow, pk=pk)
        try_again(row_id=row.pk)
        messages.success(request, "It will be tried again within a few seconds.")
        return redirect(self.index_url_name)


class OutboxViewSet(ReadOnlyViewSet):
    """Mails and other effects that still have to happen: read, or tried again."""

    model = OutboxRow
    name = "outbox"
    icon = "time"
    menu_label = "Outbox"
    menu_order = 80
    menu_hook = SITE_MENU
    inspect_view_enabled = True
    inspect_view_class = OutboxSheetView
    inspect_view_fields = ["kind", "key", "due_at", "attempts", "last_error", "given_up", "created_at"]
    filterset_class = OutboxFilters
    search_fields = ["kind", "key"]
    list_display = [
        "kind",
        Column("key", label="About"),
        Column("due_at", label="Due", accessor=_due, sort_key="due_at"),
        Column("attempts", label="Attempts", sort_key="attempts"),
        Column("last_error", label="Last error"),
        Column("given_up", label="State", accessor=_state, sort_key="given_up"),
    ]
    ordering = "due_at"

    def get_urlpatterns(self) -> list[URLPattern]:
        again = self.construct_view(TryAgainView)
        return [*super().get_urlpatterns(), path("again/<int:pk>/", again, name="try_again")]
