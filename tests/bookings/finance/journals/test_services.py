"""Recharges go into one journal at a time; posting it settles them, reversing it makes them owed again."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.finance.choices import EntryKind
from bookings.finance.errors import NotJournalled, PeriodClosed
from bookings.finance.journals.files import journal_csv
from bookings.finance.journals.models import JournalBatch, JournalLine
from bookings.finance.journals.services import (
    make_batch,
    mark_posted,
    reverse_batch,
    to_journal,
    withdraw,
)
from bookings.finance.ledger.services import close_through
from bookings.finance.models import Account, Document, Issuer, LedgerEntry
from bookings.finance.services.issuing import credit
from portal.base import clock
from tests.factories.finance import DELEGATED, balance, make_account, make_document, training

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def account() -> Account:
    """A school's account with an issuer that has an income code."""
    made = make_account()
    Issuer.objects.update(income_code="I72-4410")
    return made


def recharge(account: Account, pence: int = 3_000) -> Document:
    return make_document(account, training(pence), order=DELEGATED)


def batch_of(account: Account) -> JournalBatch:
    return make_batch(issuer_id=account.issuer_id, by_id=7)


def posted(batch: JournalBatch) -> None:
    mark_posted(batch_id=batch.pk, reference="JV-1", day=clock.today(), by_id=8)


def waiting(account: Account) -> list[Document]:
    return list(to_journal(account.issuer))


def test_all_open_recharges_are_put_into_one_journal_and_invoices_are_not(account: Account) -> None:
    both = [recharge(account), recharge(account, 50)]
    make_document(account)
    assert waiting(account) == both
    batch = batch_of(account)
    assert batch.number == "KCC-JNL-000001"
    assert [(line.document, line.pence, line.cost_code) for line in batch.lines.all()] == [
        (both[0], 3_000, "E19-THA"),
        (both[1], 50, "E19-THA"),
    ]
    assert waiting(account) == []


def test_a_recharge_is_in_one_journal_at_a_time(account: Account) -> None:
    document = recharge(account)
    batch = batch_of(account)
    with pytest.raises(NotJournalled, match="in a journal already"):
        batch_of(account)
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalLine.objects.create(batch=batch, document=document, turn=1, pence=1, cost_code="x")
    assert JournalBatch.objects.count() == 1


def test_nothing_is_journalled_without_an_income_code() -> None:
    document = recharge(make_account())
    with pytest.raises(NotJournalled, match="no income code"):
        batch_of(document.account)


def test_posting_books_a_receipt_for_each_recharge(account: Account) -> None:
    both = [recharge(account), recharge(account, 50)]
    batch = batch_of(account)
    posted(batch)
    entries = LedgerEntry.objects.filter(kind=EntryKind.JOURNAL).order_by("position")
    assert [(one.document, one.pence, one.external_id) for one in entries] == [
        (both[0], -3_000, f"KCC-JNL-000001:{both[0].number}"),
        (both[1], -50, f"KCC-JNL-000001:{both[1].number}"),
    ]
    assert balance(account) == 0
    assert waiting(account) == []
    with pytest.raises(NotJournalled, match="said already"):
        posted(batch)
    with pytest.raises(NotJournalled, match="said already"):
        withdraw(batch_id=batch.pk, reason="Too late", by_id=8)


def test_a_withdrawn_journal_books_nothing_and_frees_its_recharges(account: Account) -> None:
    document = recharge(account)
    withdraw(batch_id=batch_of(account).pk, reason="A code is wrong", by_id=8)
    assert balance(account) == 3_000
    assert waiting(account) == [document]
    again = batch_of(account)
    assert again.number == "KCC-JNL-000002"
    assert again.lines.get().turn == 2


def test_a_reversal_makes_its_recharges_owed_again(account: Account) -> None:
    document = recharge(account)
    first = batch_of(account)
    with pytest.raises(NotJournalled, match="Only a journal that is posted"):
        reverse_batch(batch_id=first.pk, by_id=7)
    posted(first)
    reversal = reverse_batch(batch_id=first.pk, by_id=7)
    with pytest.raises(NotJournalled, match="reversed already"):
        reverse_batch(batch_id=first.pk, by_id=7)
    assert balance(account) == 0
    posted(reversal)
    assert balance(account) == 3_000
    assert waiting(account) == [document]


def test_what_is_credited_after_it_was_journalled_is_given_back_by_the_next(account: Account) -> None:
    document = recharge(account)
    posted(batch_of(account))
    credit(document=document, net_pence={document.lines.get().pk: 1_000}, reason="Short", actor_id=None)
    assert balance(account) == -1_000
    batch = batch_of(account)
    assert batch.lines.get().pence == -1_000
    posted(batch)
    assert balance(account) == 0


def test_a_day_in_a_closed_year_or_to_come_is_refused(account: Account) -> None:
    recharge(account)
    batch = batch_of(account)
    last = clock.today() - timedelta(days=1)
    close_through(issuer_id=account.issuer_id, day=last, by_id=None)
    with pytest.raises(PeriodClosed):
        mark_posted(batch_id=batch.pk, reference="JV-1", day=last, by_id=8)
    with pytest.raises(NotJournalled, match="today or earlier"):
        mark_posted(batch_id=batch.pk, reference="JV-1", day=clock.today() + timedelta(days=1), by_id=8)
    with pytest.raises(NotJournalled, match="reference"):
        mark_posted(batch_id=batch.pk, reference=" ", day=clock.today(), by_id=8)
    assert JournalBatch.objects.get().waits


def test_the_file_is_balanced_and_adds_up(account: Account) -> None:
    document = recharge(account)
    posted(batch_of(account))
    credit(document=document, net_pence={document.lines.get().pk: 1_000}, reason="Short", actor_id=None)
    recharge(account, 250)
    text = journal_csv(batch_of(account)).content.decode("utf-8-sig")
    headings, *rows = csv.reader(text.splitlines())
    lines = [dict(zip(headings, row, strict=True)) for row in rows if row[0] != "Control"]
    control = {row[1]: row[2] for row in rows if row[0] == "Control"}
    debit, credited = (sum(Decimal(line[side]) for line in lines) for side in ("Debit", "Credit"))
    assert debit == credited == Decimal("12.50")
    assert control["Rows"] == "4"
    assert control["Sum of “Debit”"] == control["Sum of “Credit”"] == "12.50"
    assert [(line["Code"], line["Debit"]) for line in lines if line["Debit"] != "0.00"] == [
        ("I72-4410", "10.00"),
        ("E19-THA", "2.50"),
    ]


@pytest.mark.parametrize(
    "table", ["finance_journalbatch", "finance_journalline", "finance_journaloutcome"]
)
def test_the_database_refuses_to_change_or_delete_a_journal(account: Account, table: str) -> None:
    recharge(account)
    posted(batch_of(account))
    column = "batch_id" if table == "finance_journaloutcome" else "id"
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with (
            pytest.raises(IntegrityError, match="is kept as it is"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
