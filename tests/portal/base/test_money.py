"""Money in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.base.money import decimal_pounds, exact_pounds, say_pounds


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (0, "£0"),
        (5, "£0.05"),
        (9500, "£95"),
        (9550, "£95.50"),
        (123456, "£1,234.56"),
        (-9550, "−£95.50"),
        (-5, "−£0.05"),
    ],
)
def test_pence_are_said_only_where_there_are_any(pence: int, said: str) -> None:
    assert say_pounds(pence) == said


@pytest.mark.parametrize(
    ("pence", "written"),
    [(0, "0.00"), (9505, "95.05"), (123456, "1234.56"), (-9550, "-95.50"), (-5, "-0.05")],
)
def test_spreadsheets_get_plain_numbers(pence: int, written: str) -> None:
    assert decimal_pounds(pence) == written


def test_sums_of_a_spreadsheet_are_numbers_that_add_up() -> None:
    assert exact_pounds(45_000) + exact_pounds(-5_050) == Decimal("399.50")
    assert str(exact_pounds(-5)) == "-0.05"
