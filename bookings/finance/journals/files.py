"""A journal as the finance system reads it."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse

from bookings.finance.journals.models import JournalBatch
from bookings.finance.ledger.cuts import cut
from bookings.finance.reports.controls import control_rows
from portal.base import clock
from portal.base.money import exact_pounds
from portal.base.spreadsheets import csv_response

HEADINGS = ("Journal", "Day", "Code", "Debit", "Credit", "Recharge", "School")
NOTHING = Decimal("0.00")


def journal_csv(batch: JournalBatch) -> HttpResponse:
    """Two rows for each recharge, which debit the school's cost code and credit the income code; both columns
    come to the same. What gives back is the other way round."""
    rows, pence = [], 0
    for line in batch.lines.select_related("document__account__school").order_by("pk"):
        amount = exact_pounds(abs(line.pence))
        debit, credit = (
            (line.cost_code, batch.income_code)
            if line.pence > 0
            else (batch.income_code, line.cost_code)
        )
        day, about = clock.in_london(batch.made_at).date().isoformat(), line.document
        words = [about.number, about.account.school.name]
        rows.append([batch.number, day, debit, amount, NOTHING, *words])
        rows.append([batch.number, day, credit, NOTHING, amount, *words])
        pence += abs(line.pence)
    totals = [("Debit", exact_pounds(pence)), ("Credit", exact_pounds(pence))]
    controls = control_rows(number=len(rows), totals=totals, end=cut([batch.issuer_id]))
    return csv_response(name=batch.number, headings=HEADINGS, rows=[*rows, *controls])
