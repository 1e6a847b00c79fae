"""A statement lists every entry of a period, and its balances follow from one another."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.http import QueryDict

from bookings.finance.choices import EntryKind
from bookings.finance.ledger.services import post
from bookings.finance.models import Account, Document
from bookings.finance.reports.statement_files import statement_csv
from bookings.finance.reports.statements import asked_period, statement
from bookings.finance.services.issuing import credit
from portal.base import clock
from tests.factories.finance import balance, make_account, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def paid(
    account: Account, pence: int, *, on: date, document: Document | None = None, test: bool = False
) -> None:
    with transaction.atomic():
        post(
            account=account, kind=EntryKind.BACS, pence=-pence, occurred_on=on, source="bank",
            external_id=f"{pence}", document=document, test=test,
        )  # fmt: skip


def test_each_entry_stands_with_its_words_and_the_balance_after_it() -> None:
    document = make_document()
    account, today = document.account, clock.today()
    note = credit(
        document=document, net_pence={document.lines.get().pk: 5_000}, reason="Mistake", actor_id=None
    )
    paid(account, 10_000, on=today, document=document)
    paid(account, 700, on=today)
    paid(account, 3, on=today, test=True)
    found = statement(account, first=today, last=today)
    assert [(line.what, line.pence, line.balance) for line in found.lines] == [
        (f"Invoice – VAT exempt {document.number}", 45_000, 45_000),
        (f"Credit note {note.number} for {document.number}", -5_000, 40_000),
        (f"Paid by bank transfer: {document.number}", -10_000, 30_000),
        ("Paid by bank transfer: not yet used for an invoice", -700, 29_300),
    ]
    assert found.closing == balance(account) == 29_300


def test_what_was_before_is_the_opening_balance_and_what_comes_later_is_left_out() -> None:
    account, today = make_account(), clock.today()
    for days, pence in ((40, 1), (20, 10), (0, 100)):
        paid(account, pence, on=today - timedelta(days=days))
    found = statement(account, first=today - timedelta(days=30), last=today - timedelta(days=10))
    assert (found.opening, [line.pence for line in found.lines], found.closing) == (-1, [-10], -11)
    assert found.owed_back == 11


def test_an_account_without_entries_has_an_empty_statement() -> None:
    found = statement(make_account(), first=clock.today(), last=clock.today())
    assert (found.opening, found.lines, found.closing, found.owed_back) == (0, [], 0, 0)


def test_the_number_of_statements_does_not_grow(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    document = make_document()
    for pence in range(1, 5):
        paid(document.account, pence, on=clock.today(), document=document)
    with django_assert_num_queries(3):
        statement(document.account, first=clock.today(), last=clock.today())


def test_the_download_leads_from_one_balance_to_the_other() -> None:
    document = make_document()
    today = clock.today()
    paid(document.account, 1_050, on=today - timedelta(days=9))
    found = statement(document.account, first=today, last=today)
    text = statement_csv(found).content.decode("utf-8-sig")
    _headings, *rows = csv.reader(text.splitlines())
    control = {row[1]: row[2] for row in rows if row[0] == "Control"}
    before, *lines, after = [row for row in rows if row[0] != "Control"]
    moved = sum(Decimal(row[2]) for row in lines)
    assert Decimal(before[3]) + moved == Decimal(after[3]) == Decimal("439.50")
    assert (control["Rows"], control["Sum of “Charged or paid”"]) == (str(len(lines)), str(moved))


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", date(2026, 4, 1), date(2027, 3, 9)),
        ("from=2027-01-01", date(2027, 1, 1), date(2027, 3, 9)),
        ("to=2026-03-31", date(2025, 4, 1), date(2026, 3, 31)),
        ("from=2027-02-01&to=2027-02-28", date(2027, 2, 1), date(2027, 2, 28)),
        ("from=never&to=0000-00-00", date(2026, 4, 1), date(2027, 3, 9)),
        ("from=2027-05-01", date(2027, 5, 1), date(2027, 5, 1)),
        ("from=2027-02-28&to=2027-02-01", date(2027, 2, 28), date(2027, 3, 9)),
    ],
)
def test_without_days_it_is_the_financial_year_so_far(query: str, first: date, last: date) -> None:
    with time_machine.travel("2027-03-09 12:00:00", tick=False):
        period = asked_period(QueryDict(query))
    assert (period.first, period.last) == (first, last)
