"""A payment is matched by itself only where its words and its sum leave no doubt."""

from __future__ import annotations

import pytest

from bookings.finance.bank.matching import match, numbers_in

OWED = {"KCC-INV-000017": 28_500, "KCC-INV-000018": 3_000, "THA-INV-000001": 0}


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("KCC-INV-000017", ["KCC-INV-000017"]),
        ("kcc inv 17 OAKFIELD", ["KCC-INV-000017"]),
        ("KCCINV17", ["KCC-INV-000017"]),
        ("KCC/INV/000017,KCC-INV-18", ["KCC-INV-000017", "KCC-INV-000018"]),
        ("KCC-INV-17 KCC-INV-000017", ["KCC-INV-000017"]),
        ("TEST-KCC-INV-000017", ["TEST-KCC-INV-000017"]),
        ("KCC-CRN-000017", []),
        ("KCC-INV-12345678901", []),
        ("invoice 17", []),
        ("", []),
    ],
)
def test_numbers_are_found_as_people_type_them(words: str, numbers: list[str]) -> None:
    assert numbers_in(words) == numbers


def test_one_invoice_and_several_are_paid_by_their_exact_sum() -> None:
    assert match(words="KCC-INV-17", pence=28_500, outstanding=OWED).parts == {"KCC-INV-000017": 28_500}
    both = match(words="KCC-INV-17 KCC-INV-18", pence=31_500, outstanding=OWED)
    assert both.parts == {"KCC-INV-000017": 28_500, "KCC-INV-000018": 3_000}


@pytest.mark.parametrize(
    ("words", "pence", "reason"),
    [
        ("rent", 28_500, "It names no invoice."),
        ("KCC-INV-17", 28_499, "It is less than what is owed for KCC-INV-000017."),
        ("KCC-INV-17", 28_501, "It is more than what is owed for KCC-INV-000017."),
        (
            "KCC-INV-17 KCC-INV-18",
            28_500,
            "It is less than what is owed for KCC-INV-000017, KCC-INV-000018.",
        ),
        ("KCC-INV-99", 28_500, "There is no invoice KCC-INV-000099."),
        ("THA-INV-1", 100, "THA-INV-000001 is settled already."),
    ],
)
def test_what_is_not_certain_is_left_to_a_person_with_the_reason(
    words: str, pence: int, reason: str
) -> None:
    found = match(words=words, pence=pence, outstanding=OWED)
    assert (found.parts, found.reason) == ({}, reason)
