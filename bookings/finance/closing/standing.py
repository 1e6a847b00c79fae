"""What stands open of an issuer's books up to a day, as finance looks at it before closing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from bookings.finance.bank.models import BankLine
from bookings.finance.issuers.models import Issuer
from bookings.finance.payables import schools_to_bill
from bookings.finance.reports.aged_debt import AgedDebt, Asked, aged_debt


@dataclass(frozen=True)
class Standing:
    """None of it keeps the books from being closed: what is booked later counts in the open year."""

    debt: AgedDebt
    payments: int
    payments_pence: int
    to_bill: int
    to_bill_pence: int


def standing(issuer: Issuer, day: date) -> Standing:
    """What is owed, paid and not allocated, or owed and not billed, up to the end of ``day``."""
    waiting = BankLine.objects.filter(issuer=issuer, state=BankLine.State.OPEN, day__lte=day)
    payments = waiting.aggregate(number=Count("pk"), pence=Sum("pence"))
    owed = _to_bill(issuer, day)
    return Standing(
        debt=aged_debt(Asked(day, issuer.pk)),
        payments=payments["number"],
        payments_pence=payments["pence"] or 0,
        to_bill=len(owed),
        to_bill_pence=sum(owed),
    )


def _to_bill(issuer: Issuer, day: date) -> list[int]:
    """Pence of each thing that this issuer would bill and that is owed since then."""
    others = Issuer.objects.filter(active=True).exclude(pk=issuer.pk)
    districts: set[int | None] = set(others.exclude(district=None).values_list("district", flat=True))
    return [
        payable.net_pence
        for row in schools_to_bill()
        if _bills(issuer, row.school.district_id, districts)
        for payable in row.payables
        if payable.since <= day
    ]


def _bills(issuer: Issuer, district_id: int | None, of_others: set[int | None]) -> bool:
    if issuer.district_id:
        return issuer.district_id == district_id
    return district_id not in of_others
