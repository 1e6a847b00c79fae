"""Admin of the reports."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from bookings.finance.issuers.models import Issuer
from bookings.finance.models import Account, Closing, LedgerEntry
from bookings.finance.people import name_of
from bookings.finance.staff.account_views import AccountIndexView, AccountSheetView
from bookings.finance.staff.closing_views import CloseView, ClosingIndexView
from bookings.finance.staff.report_views import AgedDebtView, DistrictView
from portal.base import clock
from portal.base.admin_filters import any_of
from portal.base.admin_views import ReadOnlyViewSet, RowTitle
from portal.base.money import say_pounds
from portal.vocabulary.models import District


class AgedDebtViewSet(ReadOnlyViewSet):
    """Who owes what, and for how long."""

    model = LedgerEntry
    name = "aged_debt"
    url_prefix = "aged-debt"
    icon = "history"
    menu_label = "Aged debt"
    menu_order = 27

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.construct_view(AgedDebtView), name="index")]


class ClosingViewSet(ReadOnlyViewSet):
    """Up to which day whose books are closed, and closing them."""

    model = Closing
    name = "closings"
    url_prefix = "year-end"
    icon = "lock"
    menu_label = "Year end"
    menu_order = 35
    index_view_class = ClosingIndexView
    kept = frozenset({"index", "index_results"})
    list_display = [
        Column("issuer", label="Issuer", accessor=lambda row: row.ledger.issuer),
        Column("through", label="Closed up to", accessor=lambda row: clock.say_date(row.through)),
        Column("closed", label="Closed on", accessor=lambda row: clock.say_moment(row.closed_at)),
        Column("by", label="By", accessor=lambda row: name_of(row.closed_by_id)),
        Column("position", label="Last entry then", accessor="position"),
        Column("head", label="Its hash", accessor=lambda row: f"{row.head[:12]}…"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("close/", self.construct_view(CloseView), name="close_books"),
        ]


class AccountFilters(WagtailFilterSet):
    """By issuer and the school's district."""

    issuer = any_of(Issuer, "Issuer")
    school__district = any_of(District, "School’s district")

    class Meta:
        model = Account
        fields = ["issuer", "school__district"]


class AccountViewSet(ReadOnlyViewSet):
    """What each school owes each issuer, with a statement."""

    model = Account
    name = "accounts_of_schools"
    url_prefix = "accounts-of-schools"
    icon = "group"
    menu_label = "Accounts"
    menu_order = 26
    index_view_class = AccountIndexView
    inspect_view_class = AccountSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["school"]
    filterset_class = AccountFilters
    search_fields = ["school__name", "issuer__name"]
    list_display = [
        RowTitle("school", label="School", accessor=lambda row: row.school.name),
        Column("issuer", label="Issuer", accessor="issuer"),
        Column("district", label="District", accessor=lambda row: row.school.district or "Outside Kent"),
        Column("balance", label="Owes", accessor=lambda row: say_pounds(row.pence), sort_key="pence"),
    ]


class DistrictReportViewSet(ReadOnlyViewSet):
    """Income by district and service for a year."""

    model = LedgerEntry
    name = "district_income"
    url_prefix = "income-by-district"
    icon = "site"
    menu_label = "By district"
    menu_order = 29

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.construct_view(DistrictView), name="index")]
