"""The admin's list of school terms."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column

from portal.base.admin_views import CarefulDeleteView, EditableViewSet, SheetView
from portal.vocabulary.school_terms import SchoolTerm


def _source(term: SchoolTerm) -> str:
    return "Example dates" if term.demonstration else "As published"


class SchoolTermViewSet(EditableViewSet):
    """Terms, the earliest first. “This term” and the calendar's holidays follow from them."""

    model = SchoolTerm
    name = "school_terms"
    url_prefix = "vocabulary/school-terms"
    menu_label = "School terms"
    icon = "date"
    list_display = [
        "name",
        Column("starts_on", label="First day", accessor=lambda term: f"{term.starts_on:%a %-d %b %Y}"),
        Column("ends_on", label="Last day", accessor=lambda term: f"{term.ends_on:%a %-d %b %Y}"),
        Column("demonstration", label="Dates", accessor=_source),
    ]
    list_filter = ["demonstration"]
    search_fields = ["name"]
    ordering = "starts_on"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SheetView
    inspect_view_fields_exclude = ["id"]
    delete_view_class = CarefulDeleteView
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("demonstration"),
    ]
