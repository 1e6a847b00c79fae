"""The admin's views of schools' accounts: the list with balances, and a statement of one."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from bookings.finance.models import Account, LedgerEntry
from bookings.finance.reports.statement_files import statement_csv
from bookings.finance.reports.statements import asked_period, statement
from bookings.finance.staff.exports import ControlledExportMixin
from portal.base.admin_views import RowsView, SheetView
from portal.base.money import exact_pounds


class AccountIndexView(ControlledExportMixin, RowsView):
    """By school; what each owes now."""

    list_export = ["school", "issuer", "district", "pounds"]
    export_headings = {name: name.capitalize() for name in list_export}
    export_filename = "accounts"

    def get_base_queryset(self) -> QuerySet[Account]:
        entries = LedgerEntry.objects.filter(account=OuterRef("pk"), ledger__test=False).order_by()
        owed = entries.values("account").annotate(pence=Sum("pence")).values("pence")
        rows = Account.objects.select_related("issuer", "school__district")
        return rows.annotate(pence=Coalesce(Subquery(owed), 0)).order_by("school__name", "pk")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One account as a row."""
        return {
            "school": item.school.name,
            "issuer": item.issuer.name,
            "district": str(item.school.district or "Outside Kent"),
            "pounds": exact_pounds(item.pence),
        }


class AccountSheetView(SheetView):
    """A statement: all that moved an account in a period, with the balance after each."""

    page_title = "Statement"
    template_name = "admin/finance/statement.html"

    def get_queryset(self) -> QuerySet[Account]:
        return Account.objects.select_related("issuer", "school__district")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            period = asked_period(request.GET)
            return statement_csv(statement(self.object, first=period.first, last=period.last))
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = asked_period(self.request.GET)
        found = statement(self.object, first=period.first, last=period.last)
        return super().get_context_data(statement=found, period=period, **kwargs)
