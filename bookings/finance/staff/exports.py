"""Downloads of finance's lists: safe in a spreadsheet program, and their last rows say what they must add up to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.mixins import Echo, ExcelDateFormatter

from bookings.finance.ledger.cuts import Cut, cut
from bookings.finance.reports.controls import control_rows
from portal.base.spreadsheets import SafeExportMixin, safe_cell


class ControlledExportMixin(SafeExportMixin):
    """Adds the control rows. ``sums`` are the columns of money; their values are ``Decimal`` pounds."""

    sums: tuple[str, ...] = ("pounds",)

    def up_to(self, queryset: QuerySet[Any], end: Cut) -> QuerySet[Any]:
        """The rows that are in a download whose ledgers are read up to ``end``."""
        return queryset

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterator[bytes]:
        """Each row as it is read, then the controls."""
        end, tally = cut(), Tally(self.sums)
        writer = csv.DictWriter(Echo(), fieldnames=self.list_export)
        yield writer.writerow({name: self.get_heading(queryset, name) for name in self.list_export})
        for item in self.up_to(queryset, end):
            yield self.write_csv_row(writer, tally.counted(self.to_row_dict(item)))
        plain = csv.writer(Echo())
        for cells in self._controls(tally, end):
            yield plain.writerow(cells)

    def write_xlsx(self, queryset: QuerySet[Any], output: Any) -> None:
        """The same as a workbook."""
        # Not at the top: openpyxl takes a while to load, and few downloads are workbooks.
        from openpyxl import Workbook

        end, tally = cut(), Tally(self.sums)
        workbook = Workbook(write_only=True, iso_dates=True)
        sheet = workbook.create_sheet(title="Sheet1")
        sheet.append(self.get_heading(queryset, name) for name in self.list_export)
        dates = ExcelDateFormatter().get()
        for item in self.up_to(queryset, end):
            row = tally.counted(self.to_row_dict(item))
            sheet.append(self.generate_xlsx_row(sheet, row, date_format=dates))
        for cells in self._controls(tally, end):
            sheet.append(cells)
        workbook.save(output)

    def _controls(self, tally: Tally, end: Cut) -> list[list[Any]]:
        totals = [(str(self.export_headings.get(name, name)), tally.sums[name]) for name in self.sums]
        rows = control_rows(number=tally.number, totals=totals, end=end)
        return [[safe_cell(cell) for cell in row] for row in rows]


class Tally:
    """Counts rows and adds up their columns of money as they go by."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.number = 0
        self.sums = dict.fromkeys(names, Decimal("0.00"))

    def counted(self, row: dict[str, Any]) -> dict[str, Any]:
        """The same row, counted."""
        self.number += 1
        for name in self.sums:
            self.sums[name] += row[name]
        return row
