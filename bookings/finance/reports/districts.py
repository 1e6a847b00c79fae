"""What each district's schools were charged in a year and what became of it; each figure a sum of ledger entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from bookings.finance.choices import DocumentKind, EntryKind, Service
from bookings.finance.ledger.cuts import Cut, cut, sum_of
from bookings.finance.models import Account, DocumentLine, LedgerEntry
from portal.base import clock

APRIL = 4
NO_DISTRICT = "Outside Kent"
RECEIVED = (EntryKind.BACS, EntryKind.CARD, EntryKind.JOURNAL, EntryKind.REFUND, EntryKind.CHARGEBACK)
SERVICE_COLUMNS = ("Without VAT", "VAT", "With VAT", "Credited", "Income")
DISTRICT_COLUMNS = ("Owed before", "Charged", "Credited", "Received", "Other", "Owed after")


@dataclass(frozen=True)
class Year:
    """A financial year, named by the year in which it begins: from 1 April to 31 March."""

    begins: int

    @property
    def first(self) -> date:
        """1 April."""
        return date(self.begins, APRIL, 1)

    @property
    def last(self) -> date:
        """31 March."""
        return date(self.begins + 1, APRIL - 1, 31)

    @property
    def name(self) -> str:
        """“2026 to 2027”."""
        return f"{self.begins} to {self.begins + 1}"


def years() -> list[Year]:
    """This year and the nine before, the latest first."""
    today = clock.today()
    now = today.year if today.month >= APRIL else today.year - 1
    return [Year(begins) for begins in range(now, now - 10, -1)]


def year_of(text: str | None) -> Year:
    """The one asked for; this one where there is none of that name."""
    offered = years()
    return next((year for year in offered if str(year.begins) == text), offered[0])


@dataclass
class ServiceRow:
    """One service to one district's schools; all in pence."""

    district: str
    service: str
    net: int = 0
    vat: int = 0
    credited: int = 0

    @property
    def cells(self) -> list[int]:
        """In the order of ``SERVICE_COLUMNS``."""
        gross = self.net + self.vat
        return [self.net, self.vat, gross, -self.credited, gross - self.credited]


@dataclass
class DistrictRow:
    """How the accounts of one district's schools moved; what came in is below 0."""

    district: str
    before: int = 0
    charged: int = 0
    credited: int = 0
    received: int = 0
    other: int = 0

    @property
    def cells(self) -> list[int]:
        """In the order of ``DISTRICT_COLUMNS``."""
        moved = [self.before, self.charged, self.credited, self.received, self.other]
        return [*moved, sum(moved)]


@dataclass(frozen=True)
class DistrictReport:
    """Both tables, their sums, and what the ledger itself says was owed at the year's end."""

    year: Year
    services: list[ServiceRow]
    districts: list[DistrictRow]
    ledger_pence: int
    cut: Cut
    service_totals: list[int] = field(default_factory=list)
    district_totals: list[int] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether both tables and the ledger come to the same."""
        owed, charged, credited = (self.district_totals[n] for n in (5, 1, 2))
        return owed == self.ledger_pence and self.service_totals[4] == charged + credited


def district_report(year: Year) -> DistrictReport:
    """Six statements, however large the ledger is."""
    end = cut()
    entries = end.entries().filter(booked_on__lte=year.last)
    services = _services(entries.filter(booked_on__gte=year.first))
    districts = _districts(entries, year)
    return DistrictReport(
        year=year,
        services=services,
        districts=districts,
        ledger_pence=sum_of(entries),
        cut=end,
        service_totals=_added((row.cells for row in services), len(SERVICE_COLUMNS)),
        district_totals=_added((row.cells for row in districts), len(DISTRICT_COLUMNS)),
    )


def _added(rows: Iterable[list[int]], width: int) -> list[int]:
    totals = [0] * width
    for row in rows:
        totals = [total + pence for total, pence in zip(totals, row, strict=True)]
    return totals


def _services(entries: QuerySet[LedgerEntry]) -> list[ServiceRow]:
    """The lines of what was booked as charged, and of the credit notes that were booked."""
    found: dict[tuple[str, str], ServiceRow] = {}

    def row(district: str | None, service: str) -> ServiceRow:
        key = (district or NO_DISTRICT, str(Service(service).label))
        return found.setdefault(key, ServiceRow(*key))

    for district, service, net, vat in _lines(entries, EntryKind.INVOICE, credit=False):
        one = row(district, service)
        one.net, one.vat = one.net + net, one.vat + vat
    for district, service, net, vat in _lines(entries, EntryKind.CREDIT_NOTE, credit=True):
        row(district, service).credited += net + vat
    return [found[key] for key in sorted(found)]


def _lines(entries: QuerySet[LedgerEntry], kind: EntryKind, *, credit: bool) -> Iterable[Any]:
    numbers = entries.filter(kind=kind, source="document").order_by().values("external_id")
    rows = DocumentLine.objects.filter(document__number__in=numbers)
    kinds = rows.filter(document__kind=DocumentKind.CREDIT_NOTE) if credit else rows
    named = kinds.order_by().values_list(
        F("document__account__school__district__name"), "service", named=False
    )
    return named.annotate(net=Sum("net_pence"), vat=Sum("vat_pence"))


def _districts(entries: QuerySet[LedgerEntry], year: Year) -> list[DistrictRow]:
    found: dict[str, DistrictRow] = defaultdict(lambda: DistrictRow(""))
    # One pass over the ledger without joins: there are far fewer accounts to name than entries to add up.
    names = dict(Account.objects.order_by().values_list("pk", "school__district__name"))
    rows = (
        entries.order_by()
        .values_list("account", "kind")
        .annotate(
            before=Sum("pence", filter=Q(booked_on__lt=year.first)),
            moved=Sum("pence", filter=Q(booked_on__gte=year.first)),
        )
    )
    for account, kind, before_pence, moved_pence in rows:
        row = found[names[account] or NO_DISTRICT]
        row.before += before_pence or 0
        column = _column(EntryKind(kind))
        setattr(row, column, getattr(row, column) + (moved_pence or 0))
    for district, row in found.items():
        row.district = district
    return [found[district] for district in sorted(found)]


def _column(kind: EntryKind) -> str:
    if kind == EntryKind.INVOICE:
        return "charged"
    if kind == EntryKind.CREDIT_NOTE:
        return "credited"
    return "received" if kind in RECEIVED else "other"
