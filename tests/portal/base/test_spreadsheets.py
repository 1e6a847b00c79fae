"""Spreadsheet cells never run as formulas."""

from __future__ import annotations

import pytest

from portal.base.spreadsheets import csv_response, safe_cell


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "+44 1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]
)
def test_text_that_would_run_is_quoted(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Siân O'Brien-Nguyễn", "", 12, None])
def test_other_values_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


def test_a_download_opens_in_excel_with_its_accents() -> None:
    response = csv_response(name="list", headings=["Name"], rows=[["Siân"], ["=1"]])
    assert response.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response.content.decode() == "\ufeffName\r\nSiân\r\n'=1\r\n"
