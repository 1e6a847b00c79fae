"""How far the ledgers had got: figures that are read up to one cut agree with each other and with its hashes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from bookings.finance.ledger.models import Ledger, LedgerEntry


@dataclass(frozen=True)
class End:
    """Where one ledger ended: its last entry, and that entry's hash."""

    ledger_id: int
    issuer: str
    position: int
    head: str


@dataclass(frozen=True)
class Cut:
    """The ends of some ledgers, tests apart."""

    ends: tuple[End, ...]

    def entries(self) -> QuerySet[LedgerEntry]:
        """What was booked up to it: what comes in meanwhile is in no figure."""
        return LedgerEntry.objects.filter(self.within())

    def within(self) -> Q:
        """The same for rows that are chosen already."""
        found = Q(pk__in=[])
        for end in self.ends:
            found |= Q(ledger=end.ledger_id, position__lte=end.position)
        return found


def cut(issuers: Collection[int] = ()) -> Cut:
    """Of the ledgers of these issuers, or of all, as they are now."""
    rows = Ledger.objects.filter(test=False).select_related("issuer").order_by("issuer__name", "pk")
    if issuers:
        rows = rows.filter(issuer__in=issuers)
    return Cut(tuple(End(row.pk, row.issuer.name, row.length, row.head) for row in rows))


def sum_of(entries: QuerySet[LedgerEntry]) -> int:
    """Pence of all of them."""
    return int(entries.order_by().aggregate(pence=Sum("pence"))["pence"] or 0)
