"""What finance reads of a ledger of 100,000 entries: how long aged debt and the chain take.

By itself: ``python -m tests.bench.ledger [--postgres]``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

ENTRIES, ACCOUNTS = 100_000, 400
PAID = 24
"""Of 25 invoices so many are paid."""

TRIES = 5


def measure() -> str:
    """Fills the ledger and says in words what each reading takes: the median of some tries."""
    from django.db import connection

    from bookings.finance.ledger.services import verify
    from bookings.finance.models import LedgerEntry
    from bookings.finance.reports.aged_debt import Asked, aged_debt
    from bookings.finance.reports.districts import district_report, year_of
    from bookings.finance.reports.statements import statement
    from portal.base import clock

    ledger = _fill()
    asked = Asked(clock.today() + timedelta(days=90))
    rows = len(aged_debt(asked).rows)
    wall = _median(lambda: aged_debt(asked))
    day = clock.today()
    account = LedgerEntry.objects.filter(ledger=ledger).latest("pk").account
    paged = _median(lambda: statement(account, first=day - timedelta(days=400), last=day))
    by_district = _median(lambda: district_report(year_of(None)))
    began = time.perf_counter()
    found = verify(ledger)
    return "\n".join(
        [
            f"A ledger of {found.number:,} entries, on {connection.vendor}",
            f"  aged debt, {rows} accounts: {wall * 1000:.0f} ms",
            f"  statement of one account over 400 days: {paged * 1000:.0f} ms",
            f"  income by district, this year: {by_district * 1000:.0f} ms",
            f"  the chain: {found.number / (time.perf_counter() - began):,.0f} entries a second",
        ]
    )


def _median(call: Callable[[], object]) -> float:
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return sorted(times)[TRIES // 2]


def _fill() -> Any:
    """Invoices of many schools over 400 days, most of them paid. They have no paper, which nothing here reads."""
    from bookings.finance.ledger.chain import BEGINNING, link
    from bookings.finance.models import Account, Issuer, Ledger, LedgerEntry
    from portal.accounts.models import School

    issuer = Issuer.objects.create(name="Bench Council", code="BENCH", address="1 Road", active=False)
    schools = School.objects.bulk_create(
        School(urn=900_000 + number, name=f"Bench school {number}") for number in range(ACCOUNTS)
    )
    accounts = Account.objects.bulk_create(Account(issuer=issuer, school=one) for one in schools)
    entries, head = _entries(_documents(issuer, accounts)), BEGINNING
    for position, entry in enumerate(entries, start=1):
        entry.position = position
        entry.hash = head = link(head, entry.facts)
    # Made last, as the database lets its length grow by one at a time only.
    ledger = Ledger.objects.create(issuer=issuer, length=len(entries), head=head)
    for entry in entries:
        entry.ledger = ledger
    LedgerEntry.objects.bulk_create(entries, batch_size=5000)
    return ledger


def _documents(issuer: Any, accounts: list[Any]) -> list[Any]:
    from bookings.finance.models import Document, Series
    from portal.base import clock

    number = ENTRIES * (PAID + 1) // (2 * PAID + 1) + 1
    series = Series.objects.create(issuer=issuer, kind="invoice", last=number)
    day, now = clock.today() - timedelta(days=400), clock.now()
    return Document.objects.bulk_create(
        (
            Document(
                kind="invoice", series=series, position=n, number=series.number(n),
                account=accounts[n % ACCOUNTS], buyer="academy", issued_at=now,
                tax_date=day + timedelta(days=n % 400), due_on=day + timedelta(days=n % 400 + 30),
                net_pence=10_000 + n, vat_pence=0, gross_pence=10_000 + n, snapshot={"title": "Invoice"},
            )
            for n in range(1, number + 1)
        ),
        batch_size=5000,
    )  # fmt: skip


def _entries(documents: list[Any]) -> list[Any]:
    from bookings.finance.choices import EntryKind
    from bookings.finance.models import LedgerEntry
    from portal.base import clock

    now, found = clock.now(), []
    for document in documents:
        moves = [(EntryKind.INVOICE, document.gross_pence, "document")]
        if document.position % (PAID + 1):
            moves.append((EntryKind.BACS, -document.gross_pence, "bank"))
        found += [
            LedgerEntry(
                account=document.account, kind=kind, pence=pence, occurred_on=document.tax_date,
                booked_on=document.tax_date, document=document, source=source,
                external_id=document.number, at=now,
            )
            for kind, pence, source in moves
        ]  # fmt: skip
    return found[:ENTRIES]


def main() -> None:
    """By itself, on a database of its own."""
    from tests.bench.__main__ import database, prepare

    parser = argparse.ArgumentParser(prog="python -m tests.bench.ledger", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        with database(folder, postgres=options.postgres) as (url, _pid):
            prepare(folder, url)
            django.setup()
            print(measure())


if __name__ == "__main__":
    main()
