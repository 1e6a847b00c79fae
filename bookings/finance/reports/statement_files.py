"""A statement as a download, for schools and for finance."""

from __future__ import annotations

from django.http import HttpResponse

from bookings.finance.reports.controls import control_rows
from bookings.finance.reports.statements import Statement
from portal.base.money import exact_pounds
from portal.base.spreadsheets import csv_response

HEADINGS = ("Day", "What", "Charged or paid", "Balance")


def statement_csv(found: Statement) -> HttpResponse:
    """A row for each entry between the balances before and after, then the control totals."""
    first = [found.first.isoformat(), "Balance before", "", exact_pounds(found.opening)]
    lines = [
        [line.day.isoformat(), line.what, exact_pounds(line.pence), exact_pounds(line.balance)]
        for line in found.lines
    ]
    last = [found.last.isoformat(), "Balance", "", exact_pounds(found.closing)]
    totals = [("Charged or paid", exact_pounds(found.closing - found.opening))]
    controls = control_rows(number=len(lines), totals=totals, end=found.cut)
    name = f"statement-{found.account.pk}-{found.first.isoformat()}-{found.last.isoformat()}"
    response = csv_response(name=name, headings=HEADINGS, rows=[first, *lines, last, *controls])
    response.headers["Cache-Control"] = "private, no-store"
    return response
