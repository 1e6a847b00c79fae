"""Admin of internal journals."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from bookings.finance.issuers.models import Issuer
from bookings.finance.journals.models import JournalBatch
from bookings.finance.staff.journal_views import (
    JournalFileView,
    JournalIndexView,
    JournalSheetView,
    MakeView,
    PostView,
    ReverseView,
    WithdrawView,
)
from portal.base import clock
from portal.base.admin_filters import any_of
from portal.base.admin_views import ReadOnlyViewSet, RowTitle
from portal.base.money import say_pounds


class JournalFilters(WagtailFilterSet):
    """By issuer."""

    issuer = any_of(Issuer, "Issuer")

    class Meta:
        model = JournalBatch
        fields = ["issuer"]


class JournalViewSet(ReadOnlyViewSet):
    """Recharges as journals for the finance system."""

    model = JournalBatch
    name = "journals"
    url_prefix = "journals"
    icon = "list-ol"
    menu_label = "Journals"
    menu_order = 28
    index_view_class = JournalIndexView
    inspect_view_class = JournalSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["number"]
    filterset_class = JournalFilters
    search_fields = ["number", "outcome__words"]
    list_display = [
        RowTitle("number", label="Number", accessor="number", classname="title kd-reference"),
        Column("issuer", label="Issuer", accessor="issuer"),
        Column(
            "made", label="Made", accessor=lambda row: clock.say_date(row.made_at), sort_key="made_at"
        ),
        Column("recharges", label="Recharges", accessor="recharges"),
        Column("sum", label="Charged to schools", accessor=lambda row: say_pounds(row.pence)),
        Column("state", label="State", accessor="state"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("make/", self.construct_view(MakeView), name="make"),
            path("post/<int:pk>/", self.construct_view(PostView), name="post"),
            path("withdraw/<int:pk>/", self.construct_view(WithdrawView), name="withdraw"),
            path("reverse/<int:pk>/", ReverseView.as_view(), name="reverse"),
            path("file/<int:pk>/", JournalFileView.as_view(), name="file"),
        ]
