"""Entries are added once for each cause, in order, on a day that is open; and a changed row shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from bookings.finance.choices import EntryKind
from bookings.finance.errors import PeriodClosed
from bookings.finance.ledger.services import close_through, need_open, post, verify
from bookings.finance.models import Account, Ledger, LedgerEntry
from bookings.finance.triggers import GUARDS
from portal.base import clock
from tests.factories.finance import balance, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def paid(
    account: Account, pence: int = -100, *, by: str = "1", on: date | None = None, test: bool = False
) -> LedgerEntry:
    with transaction.atomic():
        return post(
            account=account,
            kind=EntryKind.BACS,
            pence=pence,
            occurred_on=on or clock.today(),
            source="bank",
            external_id=by,
            test=test,
        )


def test_a_balance_is_the_sum_of_the_entries_without_tests() -> None:
    account = make_account()
    paid(account, 500, by="a")
    paid(account, -200, by="b")
    paid(account, -50, by="c", test=True)
    assert balance(account) == 300


def test_the_same_cause_is_booked_once() -> None:
    account = make_account()
    assert paid(account, by="x") == paid(account, by="x")
    assert LedgerEntry.objects.count() == 1


def test_entries_count_on_without_a_gap_and_the_chain_holds() -> None:
    account = make_account()
    entries = [paid(account, by=str(number)) for number in range(4)]
    ledger = Ledger.objects.get(test=False)
    assert [entry.position for entry in entries] == [1, 2, 3, 4]
    assert (ledger.length, ledger.head) == (4, entries[-1].hash)
    found = verify(ledger)
    assert (found.holds, found.number) == (True, 4)


def without_triggers(statement: str) -> None:
    """What somebody could do who may drop triggers; the test's rollback brings them back."""
    with connection.cursor() as cursor:
        for guard in GUARDS:
            where = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{where}")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE finance_ledgerentry SET pence = -99 WHERE position = 2", 2),
        ("UPDATE finance_ledgerentry SET booked_on = '2020-01-01' WHERE position = 3", 3),
        ("DELETE FROM finance_ledgerentry WHERE position = 2", 3),
        ("DELETE FROM finance_ledgerentry WHERE position = 4", 4),
    ],
)
def test_a_row_changed_or_deleted_behind_the_triggers_shows(statement: str, broken_at: int) -> None:
    account = make_account()
    for number in range(4):
        paid(account, by=str(number))
    without_triggers(statement)
    found = verify(Ledger.objects.get(test=False))
    assert (found.holds, found.broken_at) == (False, broken_at)


def test_what_occurred_in_a_closed_year_counts_in_the_open_one() -> None:
    account = make_account()
    old = clock.today() - timedelta(days=40)
    paid(account, by="before")
    close_through(issuer_id=account.issuer_id, day=clock.today() - timedelta(days=30), by_id=None)
    entry = paid(account, by="late", on=old)
    assert (entry.occurred_on, entry.booked_on) == (old, clock.today())


def test_a_day_in_a_closed_year_is_refused_to_whoever_dates_something_and_the_next_is_open() -> None:
    account = make_account()
    last = clock.today() - timedelta(days=30)
    close_through(issuer_id=account.issuer_id, day=last, by_id=None)
    with pytest.raises(PeriodClosed, match="books are closed up to"):
        need_open(issuer_id=account.issuer_id, day=last)
    need_open(issuer_id=account.issuer_id, day=last + timedelta(days=1))


@pytest.mark.parametrize("days", [0, 1, -31])
def test_only_a_past_day_later_than_what_is_closed_can_be_closed(days: int) -> None:
    account = make_account()
    close_through(issuer_id=account.issuer_id, day=clock.today() - timedelta(days=30), by_id=None)
    with pytest.raises(PeriodClosed):
        close_through(issuer_id=account.issuer_id, day=clock.today() + timedelta(days=days), by_id=None)
