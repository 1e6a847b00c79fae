"""The admin's list of results that staff chose."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.base import clock
from portal.base.admin_views import CarefulDeleteView
from search.addresses import located
from search.lines import shortly
from search.promotions.forms import PromotionForm
from search.promotions.models import Promotion

SHOWN_WORDINGS = 3


def _when(row: Any) -> str:
    if not row.is_public:
        return "Not shown: no longer public"
    today = clock.today()
    if row.last_day and row.last_day < today:
        return f"Ended on {clock.say_date(row.last_day)}"
    if row.first_day and row.first_day > today:
        return f"From {clock.say_date(row.first_day)}"
    return f"Until {clock.say_date(row.last_day)}" if row.last_day else "Always"


class PromotionIndexView(IndexView):
    """The list; whether what was chosen is public is asked for all rows at once."""

    def get_table(self, object_list: Any) -> Any:
        rows = list(object_list)
        shown = located(row.key for row in rows)
        for row in rows:
            row.is_public = row.key in shown
        return super().get_table(rows)


class PromotionCreateView(CreateView):
    """A new one, with the words of the report's line already filled in."""

    def get_initial(self) -> dict[str, Any]:
        words = self.request.GET.get("words", "")[:120]
        return {**super().get_initial(), "wordings": words}


class PromotionViewSet(ModelViewSet):
    """What comes first for which words."""

    model = Promotion
    name = "promotions"
    url_prefix = "search/chosen"
    icon = "pick"
    menu_label = "Chosen results"
    menu_order = 30
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = PromotionIndexView
    add_view_class = PromotionCreateView
    delete_view_class = CarefulDeleteView
    search_fields = ["wordings", "title", "reason"]
    ordering = ["title", "pk"]
    list_display = [
        "title",
        Column(
            "wordings",
            label="When somebody searches for",
            accessor=lambda row: shortly(row.wordings, SHOWN_WORDINGS),
        ),
        Column("when", label="Shown", accessor=_when),
        Column("reason", label="Why"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return PromotionForm
