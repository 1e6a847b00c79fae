"""The admin's views of what finance and auditors read of the ledger as a whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from bookings.finance.models import LedgerEntry
from bookings.finance.reports.aged_debt import COLUMNS, AgedDebt, aged_debt
from bookings.finance.reports.controls import control_rows
from bookings.finance.reports.districts import (
    DISTRICT_COLUMNS,
    SERVICE_COLUMNS,
    DistrictReport,
    district_report,
    year_of,
    years,
)
from bookings.finance.staff.report_forms import DebtForm
from portal.base.money import exact_pounds
from portal.base.spreadsheets import csv_response


class ReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For whoever may read the ledger."""

    model = LedgerEntry
    any_permission_required = ["view"]
    header_icon = "list-ol"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.page_title}]


class AgedDebtView(ReportView):
    """What each account owes, by how long it is overdue; also as a spreadsheet."""

    template_name = "admin/finance/aged_debt.html"
    page_title = "Aged debt"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DebtForm(request.GET)
        report = aged_debt(form.asked) if form.is_valid() else None
        if report is not None and request.GET.get("export") == "csv":
            return debt_csv(report)
        return self.render_to_response(
            self.get_context_data(form=form, report=report, columns=COLUMNS.values())
        )


def debt_csv(report: AgedDebt) -> HttpResponse:
    """One row for each account, then the control totals."""
    names = [*COLUMNS.values(), "Balance"]
    rows = [
        [
            row.account.school.name,
            row.account.issuer.name,
            str(row.account.school.district or "Outside Kent"),
            *map(exact_pounds, [*row.debt.cells, row.debt.pence]),
        ]
        for row in report.rows
    ]
    sums = map(exact_pounds, [*report.total.cells, report.total.pence])
    totals = [
        *zip(names, sums, strict=True),
        ("Balance, as the ledger adds it up", exact_pounds(report.ledger_pence)),
    ]
    controls = control_rows(number=len(rows), totals=totals, end=report.cut)
    return csv_response(
        name=f"aged-debt-{report.asked.on.isoformat()}",
        headings=["School", "Issuer", "District", *names],
        rows=[*rows, *controls],
    )


class DistrictView(ReportView):
    """What each district's schools were charged in a financial year and what became of it."""

    template_name = "admin/finance/districts.html"
    page_title = "Income by district"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = district_report(year_of(request.GET.get("year")))
        if request.GET.get("export") == "csv":
            return district_csv(report)
        return self.render_to_response(
            self.get_context_data(
                report=report,
                years=years(),
                service_columns=SERVICE_COLUMNS,
                district_columns=DISTRICT_COLUMNS,
            )
        )


def district_csv(report: DistrictReport) -> HttpResponse:
    """Both tables below one another, then the control totals of each."""
    width = len(DISTRICT_COLUMNS)
    services: list[list[Any]] = [
        ["Service", row.district, row.service, *map(exact_pounds, row.cells)] for row in report.services
    ]
    districts = [
        ["District", row.district, "", *map(exact_pounds, row.cells)] for row in report.districts
    ]
    rows = [
        *services,
        ["Table", "District", "", *DISTRICT_COLUMNS],
        *districts,
    ]
    totals = [
        *zip(SERVICE_COLUMNS, map(exact_pounds, report.service_totals), strict=True),
        *((f"Accounts: {name}", exact_pounds(pence)) for name, pence in _of_accounts(report)),
        ("Owed after, as the ledger adds it up", exact_pounds(report.ledger_pence)),
    ]
    controls = control_rows(number=len(services) + len(districts), totals=totals, end=report.cut)
    return csv_response(
        name=f"districts-{report.year.begins}",
        headings=[
            "Table",
            "District",
            "Service",
            *SERVICE_COLUMNS,
            *[""] * (width - len(SERVICE_COLUMNS)),
        ],
        rows=[*rows, *controls],
    )


def _of_accounts(report: DistrictReport) -> list[tuple[str, int]]:
    return list(zip(DISTRICT_COLUMNS, report.district_totals, strict=True))
