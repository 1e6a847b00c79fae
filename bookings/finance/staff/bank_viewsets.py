"""Admin of payments by bank."""

from __future__ import annotations

from django.urls import URLPattern, path
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from bookings.finance.bank.models import BankLine
from bookings.finance.issuers.models import Issuer
from bookings.finance.staff.bank_views import (
    AllocateView,
    BankLineIndexView,
    BankLineView,
    LeaveView,
    LoadView,
)
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import ReadOnlyViewSet, RowTitle
from portal.base.money import say_pounds


class BankLineFilters(WagtailFilterSet):
    """By state, day and who was paid."""

    state = any_choice(BankLine.State.choices, "State")
    day = DateFromToRangeFilter(label="Paid", widget=DateRangePickerWidget)
    issuer = any_of(Issuer, "Who was paid")

    class Meta:
        model = BankLine
        fields = ["state", "day", "issuer"]


class BankLineViewSet(ReadOnlyViewSet):
    """What came in by bank, and which invoices it paid."""

    model = BankLine
    name = "payments"
    url_prefix = "payments"
    icon = "download"
    menu_label = "Payments by bank"
    menu_order = 25
    index_view_class = BankLineIndexView
    inspect_view_class = BankLineView
    inspect_view_enabled = True
    inspect_view_fields = ["day"]
    filterset_class = BankLineFilters
    search_fields = ["reference", "payer"]
    list_display = [
        RowTitle("reference", label="Reference", accessor=lambda row: row.reference or row.payer or "–"),
        Column("payer", label="Who paid", accessor=lambda row: row.payer or "–"),
        Column("sum", label="Sum", accessor=lambda row: say_pounds(row.pence), sort_key="pence"),
        Column("day", label="Paid", accessor=lambda row: clock.say_date(row.day), sort_key="day"),
        Column("state", label="State", accessor="get_state_display"),
        Column("why", label="Why not matched", accessor=lambda row: row.reason or row.why_open or "–"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("load/", self.construct_view(LoadView), name="load"),
            path("allocate/<int:pk>/<int:account>/", self.construct_view(AllocateView), name="allocate"),
            path("aside/<int:pk>/", self.construct_view(LeaveView), name="aside"),
        ]
