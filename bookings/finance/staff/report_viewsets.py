"""Admin of the reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from bookings.finance.models import LedgerEntry
from bookings.finance.staff.report_views import AgedDebtView
from portal.base.admin_views import ReadOnlyViewSet


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
