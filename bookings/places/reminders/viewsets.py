"""Admin of the rules by which people are reminded."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from bookings.places.reminders.models import ReminderRule
from portal.base.admin_views import EditableViewSet, RowTitle

HELP = (
    "Days are counted on the clock in Kent: a session at 9:30am is announced at 9:30am, also when the "
    "clocks change in between. Who books after that time is not reminded of it again. The words are "
    "under E-mail texts: “Reminder of a place”, “The link to join” and “Questions …”. Questions go once, to who "
    "has not answered yet and has not stopped such mails."
)


def _applies(rule: ReminderRule) -> str:
    if not rule.active:
        return "Not in use"
    if rule.about in ReminderRule.AFTERWARDS:
        return "After the last meeting"
    return "Before the first meeting" if rule.first_only else "Before each meeting"


class ReminderRuleViewSet(EditableViewSet):
    """When reminders go: changed or put out of use, never added or deleted, as code knows each."""

    model = ReminderRule
    name = "reminder_rules"
    icon = "time"
    menu_label = "Reminders"
    menu_order = 30
    copy_view_enabled = False
    ordering = "-days"
    list_display = [
        RowTitle("when", label="When", accessor=str),
        Column("about", label="What it tells", accessor="get_about_display"),
        Column("applies", label="Applies", accessor=_applies),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(content=HELP),
            FieldRowPanel([FieldPanel("days"), FieldPanel("minutes")]),
            FieldPanel("first_only"),
            FieldPanel("active"),
        ]
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(["add_url_name", "delete_url_name"])
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = {"index", "index_results", "edit", "history", "history_results", "usage"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
