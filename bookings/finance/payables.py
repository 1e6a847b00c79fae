"""What can be billed. Finance knows no bookings: whoever owes something registers where it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bookings.finance.choices import Service
from bookings.finance.models import Claim
from portal.accounts.models import School


@dataclass(frozen=True)
class Payable:
    """Something that a school owes and nobody has billed. ``text`` is the line of the invoice: it names no person.

    ``key`` is the source's name and an id, e.g. ``charge:12``; ``since`` the day from which it is owed.
    """

    key: str
    school_id: int
    text: str
    service: Service
    quantity: int
    unit_pence: int
    since: date
    purchase_order: str = ""
    cost_code: str = ""
    buyer: str = ""
    """Who pays (``Buyer``), where that was agreed; else finance chooses."""

    @property
    def net_pence(self) -> int:
        """The whole, without VAT."""
        return self.quantity * self.unit_pence


Rows = TypeVar("Rows", bound=QuerySet[Any])

Find = Callable[[int | None], Iterable[Payable]]
"""What is owed by a school, or by all, and stands on no document; see ``unbilled``."""

_sources: dict[str, Find] = {}


def register_source(name: str, find: Find) -> None:
    """Makes a source known by the ``name`` that begins its keys; again replaces it."""
    _sources[name] = find


def unbilled(rows: Rows, name: str) -> Rows:
    """Those of a source's rows that stand on no document now."""
    key = Concat(Value(f"{name}:"), Cast(OuterRef("pk"), CharField()))
    return rows.exclude(Exists(Claim.objects.filter(payable=key)))


def to_bill(*, school_id: int | None = None) -> list[Payable]:
    """All that is owed and stands on no document, of one school or of all, the oldest first."""
    found = [payable for find in _sources.values() for payable in find(school_id)]
    return sorted(found, key=lambda payable: (payable.since, payable.key))


@dataclass(frozen=True)
class SchoolToBill:
    """A school that owes something nobody has billed; its payables, the oldest first."""

    school: School
    payables: list[Payable]

    @property
    def net_pence(self) -> int:
        """All of it, without VAT."""
        return sum(payable.net_pence for payable in self.payables)

    @property
    def since(self) -> date:
        """The day of the oldest."""
        return self.payables[0].since


def schools_to_bill() -> list[SchoolToBill]:
    """Every school with something to bill, the oldest first."""
    found: dict[int, list[Payable]] = {}
    for payable in to_bill():
        found.setdefault(payable.school_id, []).append(payable)
    schools = School.objects.select_related("district").in_bulk(found)
    rows = [SchoolToBill(schools[pk], payables) for pk, payables in found.items()]
    return sorted(rows, key=lambda row: (row.since, row.school.name))
