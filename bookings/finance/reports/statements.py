"""A statement of one account: every entry of a period, with the balance after each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from bookings.finance.choices import EntryKind
from bookings.finance.ledger.cuts import Cut, cut, sum_of
from bookings.finance.models import Account, LedgerEntry
from portal.base import clock
from portal.base.asked_days import AskedDay, read_days

APRIL = 4


@dataclass(frozen=True)
class Line:
    """One entry: its day, what it is, what it adds to what is owed (below 0: takes off), and the balance then."""

    day: date
    what: str
    pence: int
    balance: int


@dataclass(frozen=True)
class Statement:
    """From the first day to the last; ``opening`` is what was owed before, ``closing`` after."""

    account: Account
    first: date
    last: date
    opening: int
    lines: list[Line]
    cut: Cut

    @property
    def closing(self) -> int:
        """What is owed at its end; below 0, what the school has too much."""
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def owed_back(self) -> int:
        """What the school has too much at its end."""
        return max(0, -self.closing)


@dataclass(frozen=True)
class Period:
    """The days that a statement is asked for, and the fields they were asked with."""

    first: date
    last: date
    fields: tuple[AskedDay, AskedDay]

    @property
    def query(self) -> str:
        """The same for another address."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})


def asked_period(query: QueryDict) -> Period:
    """By ``from`` and ``to``; what is left out: to today, from the 1 April before that."""
    fields = first, last = read_days(query)
    end = last.day or clock.today()
    begin = first.day or date(end.year if end.month >= APRIL else end.year - 1, APRIL, 1)
    return Period(begin, max(begin, end), fields)


def statement(account: Account, *, first: date, last: date) -> Statement:
    """Three statements of SQL. Tests are on none."""
    end = cut([account.issuer_id])
    entries = end.entries().filter(account=account)
    opening = sum_of(entries.filter(booked_on__lt=first))
    shown = entries.filter(booked_on__gte=first, booked_on__lte=last).select_related("document")
    lines, balance = [], opening
    for entry in shown.order_by("booked_on", "position"):
        balance += entry.pence
        lines.append(Line(entry.booked_on, words(entry), entry.pence, balance))
    return Statement(account, first, last, opening, lines, end)


def words(entry: LedgerEntry) -> str:
    """“Invoice KCC-INV-000017”, “Credit note KCC-CRN-000002 for KCC-INV-000017”, “Paid by bank transfer: …”."""
    kind, number = entry.get_kind_display(), entry.document.number if entry.document else ""
    if entry.kind == EntryKind.INVOICE and entry.document:
        return f"{entry.document.title} {number}"
    if entry.kind == EntryKind.CREDIT_NOTE:
        return f"{kind} {entry.external_id} for {number}"
    return f"{kind}: {number}" if number else f"{kind}: not yet used for an invoice"
