"""Admin of mail: the words staff may change, and the log of what was written to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from portal.base.admin_views import EditableViewSet, ReadOnlyViewSet, SheetView
from portal.notify.admin_forms import message_editor
from portal.notify.models import Message, MessageTemplate


class MessageTemplateViewSet(EditableViewSet):
    """Words of mails: edited, never added or deleted, as code sends each by its key."""

    model = MessageTemplate
    name = "message_templates"
    icon = "mail"
    menu_label = "E-mail texts"
    edit_handler = message_editor
    copy_view_enabled = False
    list_display = [
        "name",
        Column("subject", label="Subject"),
        DateColumn("updated_at", label="Changed"),
    ]
    ordering = "name"
    menu_order = 60

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(["add_url_name", "delete_url_name"])
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = {"index", "index_results", "edit", "history", "history_results", "usage"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]


class MessageFilters(WagtailFilterSet):
    """By state and day."""

    state = ChoiceFilter(
        choices=Message.State.choices, label="State", widget=forms.RadioSelect, empty_label="Any"
    )
    created_at = DateFromToRangeFilter(label="Written", widget=DateRangePickerWidget)

    class Meta:
        model = Message
        fields = ["state", "created_at"]


class MessageViewSet(ReadOnlyViewSet):
    """Each mail that was written: read only."""

    model = Message
    name = "messages"
    icon = "history"
    menu_label = "E-mails sent"
    inspect_view_enabled = True
    inspect_view_class = SheetView
    inspect_view_fields = [
        "to",
        "subject",
        "body",
        "attachment_name",
        "about",
        "state",
        "created_at",
        "sent_at",
    ]
    filterset_class = MessageFilters
    search_fields = ["to", "subject", "about"]
    list_display = [
        "subject",
        "to",
        Column("about", label="About"),
        Column("state", label="State", accessor="get_state_display", sort_key="state"),
        DateColumn("created_at", label="Written", sort_key="created_at"),
    ]
    ordering = "-created_at"
    menu_order = 70
