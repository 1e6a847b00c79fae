"""What the admin's lists of the vocabulary share: columns, fields and views."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from portal.base.admin_views import CarefulDeleteView, EditableViewSet, SheetView
from portal.vocabulary.models import Term


def _state(term: Term) -> str:
    return "Retired" if term.retired else "In use"


PLAIN = Column(
    "plain_name",
    label="In plain words",
    accessor=lambda term: term.plain_name or "Not given",
    sort_key="plain_name",
)
ORDER = Column("order", label="Order", sort_key="order")
STATE = Column("retired", label="State", accessor=_state, sort_key="retired")


def term_panels(*more: Panel, name: str, plain: str, description: str) -> list[Panel]:
    """The fields that every list has, with examples of this one, and ``more`` between them."""
    return [
        FieldPanel("name", help_text=f"As staff say it, e.g. “{name}”."),
        FieldPanel("plain_name", help_text=f"As a parent would say it, e.g. “{plain}”."),
        FieldPanel("description", help_text=f"One sentence, e.g. “{description}”."),
        *more,
        MultiFieldPanel(
            [FieldPanel("slug"), FieldRowPanel([FieldPanel("order"), FieldPanel("retired")])],
            heading="In lists and addresses",
        ),
    ]


class TermIndexView(IndexView):
    """Terms with the rows that their columns name, in one query."""

    def get_base_queryset(self) -> QuerySet[Any]:
        related = [field.name for field in self.model._meta.fields if field.many_to_one]
        rows = super().get_base_queryset()
        return rows.select_related(*related) if related else rows


class TermViewSet(EditableViewSet):
    """What all lists share. A term that something uses is retired, never deleted."""

    list_per_page = 50
    list_display: list[Any] = ["name", PLAIN, ORDER, STATE]
    list_filter = ["retired"]
    search_fields = ["name", "plain_name", "description"]
    ordering = ["order", "name"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SheetView
    inspect_view_fields_exclude = ["id"]
    index_view_class = TermIndexView
    delete_view_class = CarefulDeleteView
