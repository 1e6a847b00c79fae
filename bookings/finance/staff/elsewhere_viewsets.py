"""Admin of what was billed elsewhere."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail.admin.ui.tables import Column

from bookings.finance.elsewhere.models import BilledElsewhere
from bookings.finance.staff.elsewhere_views import (
    ElsewhereIndexView,
    ElsewhereSheetView,
    TakeBackView,
)
from portal.base import clock
from portal.base.admin_views import ReadOnlyViewSet, RowTitle
from portal.base.money import say_pounds


class BilledElsewhereViewSet(ReadOnlyViewSet):
    """What another system billed, so that it is not invoiced here; records are only ever added."""

    model = BilledElsewhere
    name = "billed_elsewhere"
    url_prefix = "billed-elsewhere"
    icon = "redirect"
    menu_label = "Billed elsewhere"
    menu_order = 15
    index_view_class = ElsewhereIndexView
    inspect_view_class = ElsewhereSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["text"]
    search_fields = ["text", "school", "reference", "reason"]
    list_display = [
        RowTitle("text", label="What", accessor="text"),
        Column("school", label="School", accessor="school", sort_key="school"),
        Column(
            "sum",
            label="Without VAT",
            accessor=lambda row: say_pounds(row.net_pence),
            sort_key="net_pence",
        ),
        Column("reference", label="Reference", accessor="reference"),
        Column("state", label="State", accessor="state_words"),
        Column("at", label="Written down", accessor=lambda row: clock.say_moment(row.at), sort_key="at"),
        Column("by", label="By", accessor=lambda row: row.by_name or "–"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("back/<int:pk>/", self.construct_view(TakeBackView), name="back"),
        ]
