"""Cells of the register, and what Excel does to them."""

from __future__ import annotations

from datetime import date

import pytest

from portal.accounts.register import cells


@pytest.mark.parametrize(
    "cell",
    ["31-08-2026", "31/08/2026", "2026-08-31", " 31-08-2026 ", "31/08/2026 00:00", '="31-08-2026"'],
)
def test_a_day_is_read_however_excel_shows_it(cell: str) -> None:
    assert cells.day(cell) == date(2026, 8, 31)


@pytest.mark.parametrize("cell", ["31-02-2026", "yesterday", "08-31-2026", "1", "01-01-9999"])
def test_what_is_no_day_is_refused_with_an_example(cell: str) -> None:
    with pytest.raises(ValueError, match="31-08-2026"):
        cells.day(cell)


@pytest.mark.parametrize(("cell", "number"), [("210", 210), ("210.0", 210), ("", None), ('="7"', 7)])
def test_a_number_is_read_with_excels_point_nought(cell: str, number: int | None) -> None:
    assert cells.number(cell, most=999) == number


@pytest.mark.parametrize("cell", ["-1", "1.5", "1e3", "٣", "many", "1000", "9" * 5_000])
def test_what_is_no_such_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        cells.number(cell, most=999)


@pytest.mark.parametrize("cell", ["", "12345", "1234567", "1.18E+05", "EY1234", "012345", "1" * 5_000])
def test_a_urn_has_six_digits(cell: str) -> None:
    with pytest.raises(ValueError, match="6 digits"):
        cells.urn(cell)


def test_a_telephone_number_gets_its_nought_back() -> None:
    assert cells.telephone("1843960960", most=40) == "01843960960"
    assert cells.telephone("01843 960960", most=40) == "01843 960960"


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("www.sands.kent.sch.uk", "http://www.sands.kent.sch.uk"),
        ("https://sands.kent.sch.uk/a", "https://sands.kent.sch.uk/a"),
        ("", ""),
        ("n/a", ""),
        ("javascript:alert(1)", ""),
        ("http://[broken", ""),
    ],
)
def test_a_website_gets_its_scheme_and_what_is_none_is_left_out(cell: str, address: str) -> None:
    assert cells.website(cell, most=300) == address


def test_a_postcode_is_tidied_or_refused() -> None:
    assert cells.postcode("ct91hq") == "CT9 1HQ"
    assert cells.postcode("") == ""
    with pytest.raises(ValueError, match="no postcode"):
        cells.postcode("Margate")
