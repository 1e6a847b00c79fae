"""The admin's list of what needs a second person."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from portal.base.admin_views import SITE_MENU, CarefulDeleteView, EditableViewSet, RowTitle
from portal.publishing.models import SecondPersonRule


def _what(rule: SecondPersonRule) -> str:
    return str(rule)


class SecondPersonViewSet(EditableViewSet):
    """Types and sections in which nobody publishes what they wrote themselves."""

    model = SecondPersonRule
    name = "second_person"
    icon = "group"
    menu_label = "Second person"
    menu_order = 55
    menu_hook = SITE_MENU
    panels = [FieldPanel("content_type"), FieldPanel("section"), FieldPanel("reason")]
    copy_view_enabled = False
    add_to_reference_index = False
    delete_view_class = CarefulDeleteView
    list_display = [
        RowTitle("what", label="What needs two people", accessor=_what),
        Column("reason", label="Why"),
    ]
    search_fields = ["reason"]

    def get_form_class(self, for_update: bool = False) -> Any:
        form = super().get_form_class(for_update)
        form.base_fields["content_type"].label_from_instance = _type_name
        return form


def _type_name(content_type: Any) -> str:
    model = content_type.model_class()
    return str(model._meta.verbose_name if model else content_type).capitalize()
