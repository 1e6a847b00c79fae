"""What each account owes, by how long it is overdue. Every figure is a sum of ledger entries up to one cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet, Sum

from bookings.finance.choices import DocumentKind
from bookings.finance.ledger.cuts import Cut, cut, sum_of
from bookings.finance.models import Account, LedgerEntry
from portal.base import clock

NOT_DUE, UP_TO_30, UP_TO_60, UP_TO_90, OVER_90 = "not_due", "up_to_30", "up_to_60", "up_to_90", "over_90"
RECHARGES, CREDIT = "recharges", "credit"

COLUMNS = {
    NOT_DUE: "Not due yet",
    UP_TO_30: "1–30 days overdue",
    UP_TO_60: "31–60 days",
    UP_TO_90: "61–90 days",
    OVER_90: "Over 90 days",
    RECHARGES: "Recharges to journal",
    CREDIT: "Credit not used",
}
"""What an account's balance is made of. A recharge is never overdue: no school can pay it, finance journals it."""

LAST_DAYS = ((0, NOT_DUE), (30, UP_TO_30), (60, UP_TO_60), (90, UP_TO_90))


@dataclass(frozen=True)
class Asked:
    """Which accounts, and how they stood at the end of which day."""

    on: date
    issuer_id: int | None = None
    district_id: int | None = None


@dataclass
class Debt:
    """What one account, or all of them, owe in each column; credit is below 0, so that the columns add up."""

    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))

    def add(self, column: str, pence: int) -> None:
        """Counts ``pence`` in a column."""
        self.parts[column] += pence

    @property
    def cells(self) -> list[int]:
        """Its columns in order."""
        return list(self.parts.values())

    @property
    def pence(self) -> int:
        """The balance."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class AccountDebt:
    """One account and what it owes."""

    account: Account
    debt: Debt


@dataclass(frozen=True)
class AgedDebt:
    """All accounts that owe or are owed, by name; their sum; and what the ledger itself says it should be."""

    asked: Asked
    rows: list[AccountDebt]
    total: Debt
    ledger_pence: int
    cut: Cut

    @property
    def agrees(self) -> bool:
        """Whether the columns come to the ledger's own sum."""
        return self.total.pence == self.ledger_pence


def column_of(*, document: bool, recharge: bool, pence: int, due_on: date | None, on: date) -> str:
    """Where an amount that stands open on a day belongs. What no document takes, or more than it asked, is credit."""
    if not document or due_on is None or pence < 0:
        return CREDIT
    if recharge:
        return RECHARGES
    late = (on - due_on).days
    return next((column for last, column in LAST_DAYS if late <= last), OVER_90)


def aged_debt(asked: Asked) -> AgedDebt:
    """Four statements, however many accounts and entries there are."""
    end = cut([asked.issuer_id] if asked.issuer_id else ())
    entries = end.entries()
    if asked.on < clock.today():  # today counts all that is booked, also what bears a later tax date
        entries = entries.filter(booked_on__lte=asked.on)
    if asked.district_id:
        entries = entries.filter(account__school__district=asked.district_id)
    by_account, total = _sorted(_open(entries), asked.on)
    accounts = Account.objects.filter(pk__in=by_account).select_related("issuer", "school__district")
    rows = [
        AccountDebt(account, by_account[account.pk])
        for account in accounts.order_by("school__name", "issuer__name", "pk")
    ]
    return AgedDebt(asked, rows, total, sum_of(entries), end)


OpenRow = tuple[int, int | None, str | None, date | None, int]


def _open(entries: QuerySet[LedgerEntry]) -> Iterable[OpenRow]:
    """What is open of each document, and of each account without one: settled ones never leave the database."""
    rows = entries.order_by().values_list("account", "document", "document__kind", "document__due_on")
    return rows.annotate(open_pence=Sum("pence")).exclude(open_pence=0).iterator(chunk_size=5000)


def _sorted(rows: Iterable[OpenRow], on: date) -> tuple[dict[int, Debt], Debt]:
    found: dict[int, Debt] = defaultdict(Debt)
    total = Debt()
    for account, document, kind, due_on, pence in rows:
        recharge = kind == DocumentKind.RECHARGE
        column = column_of(
            document=document is not None, recharge=recharge, pence=pence, due_on=due_on, on=on
        )
        found[account].add(column, pence)
        total.add(column, pence)
    return found, total
