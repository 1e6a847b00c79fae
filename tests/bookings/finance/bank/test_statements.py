"""Statements as British banks and Excel write them; what cannot be read is named by its line and left out."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from bookings.finance.bank.statements import Payment, fingerprints, read_day, read_pence, read_statement
from portal.accounts.register.reading import UnreadableFile

HEAD = "Date,Amount,Reference,Payer\n"


def read(text: str, encoding: str = "utf-8") -> list[Payment]:
    return read_statement(BytesIO(text.encode(encoding))).payments


def test_a_payment_has_its_day_its_pence_and_the_banks_words() -> None:
    assert read(HEAD + "09/03/2027,285.00,KCC-INV-000001,OAKFIELD  PRIMARY\n") == [
        Payment(2, date(2027, 3, 9), 28_500, "KCC-INV-000001", "OAKFIELD PRIMARY")
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("\ufeffDate,Amount\n09/03/2027,3.00\n", "utf-8"),
        ("Transaction Date;Paid In\n2027-03-09;3\n", "cp1252"),
        ("POSTING DATE\tCredit Amount\tNarrative\n9 Mar 2027\t£3.00\tx\n", "utf-8"),
        ('"Date","Money in","Description"\r\n"09-03-2027","3.00","a ""quoted"" name"\r\n', "utf-8"),
    ],
)
def test_titles_separators_and_encodings_of_many_banks_are_read(text: str, encoding: str) -> None:
    [payment] = read(text, encoding)
    assert (payment.day, payment.pence) == (date(2027, 3, 9), 300)


def test_money_that_went_out_and_lines_without_an_amount_are_left_aside() -> None:
    found = read_statement(
        BytesIO((HEAD + "09/03/2027,-30.00,a,b\n09/03/2027,,balance,\n09/03/2027,0,c,d\n").encode())
    )
    assert (found.payments, found.problems, found.outgoing) == ([], [], 3)


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_taken() -> None:
    lines = "09/03/2027,12.345,a,b\n31/02/2027,1.00,a,b\n03/13/2027,1.00,a,b\n09/03/2027,nan,a,b\n09/03/2027,1.00,a,b\n"
    found = read_statement(BytesIO((HEAD + lines).encode()))
    assert [problem.line for problem in found.problems] == [2, 3, 4, 5]
    assert [payment.line for payment in found.payments] == [6]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"When,How much\n1,2\n", "“Date” and “Amount”. Its columns are: “When”, “How much”"),
        (b"Date,Reference\n1,2\n", "a column “Amount”"),
        ("Date,Amount\n".encode("utf-16"), "Unicode text"),
    ],
)
def test_what_is_no_statement_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_statement(BytesIO(content))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("285", 28_500), ("285.5", 28_550), ("£1,285.50", 128_550), ("-3.00", -300), ("−3.00", -300), ("+1", 100),
        ("1.005", None), ("NaN", None), ("1e5", None), ("", None), ("12 34", None), ("١٢", None), ("9" * 20, None),
    ],
)  # fmt: skip
def test_sums_are_read_to_the_penny_or_not_at_all(text: str, pence: int | None) -> None:
    assert read_pence(text) == pence


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("09/03/2027", date(2027, 3, 9)),
        ("9 Mar 2027", date(2027, 3, 9)),
        ("13/13/2027", None),
        ("", None),
        ("0", None),
    ],
)
def test_days_are_read_as_the_british_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_equal_lines_of_one_file_are_two_payments_and_the_same_file_again_is_none_more() -> None:
    lines = HEAD + "09/03/2027,3.00,a,b\n" * 2 + "09/03/2027,3.00,a,c\n"
    first, again = fingerprints(read(lines)), fingerprints(read(lines))
    assert len(set(first)) == 3
    assert first == again
