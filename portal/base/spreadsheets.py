"""Lists for a spreadsheet program, whose cells never become formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With the full-width forms, which Excel in some languages takes for the same signs."""


def safe_cell(value: Any) -> Any:
    """The value, with a quote before text that a spreadsheet program would run as a formula."""
    if isinstance(value, str) and value.startswith(STARTS_FORMULA):
        return f"'{value}"
    return value


def csv_response(*, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download called ``name``.csv; with a byte order mark, so that Excel reads names like Siân."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return response


class SafeExportMixin(SpreadsheetExportMixin):
    """For admin lists with an export: Wagtail escapes formulas in XLSX but not in CSV."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return safe_cell(super().preprocess_field_value(field, value, export_format))
