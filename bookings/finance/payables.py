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

Gone = Callable[[], Iterable[str]]
"""The keys of what is owed no longer, and was billed; see ``billed``."""

_gone: dict[str, Gone] = {}


def register_source(name: str, find: Find) -> None:
    """Makes a source known by the ``name`` that begins its keys; again replaces it."""
    _sources[name] = find


def register_gone(name: str, find: Gone) -> None:
    """Makes known where a source says what of it is owed no longer."""
    _gone[name] = find


def unbilled(rows: Rows, name: str) -> Rows:
    """Those of a source's rows that stand on no document now and were not billed elsewhere."""
    return rows.exclude(_claimed(name))


def billed(rows: Rows, name: str) -> Rows:
    """The others: those that stand on a document now, or were billed elsewhere."""
    return rows.filter(_claimed(name))


def _claimed(name: str) -> Exists:
    key = Concat(Value(f"{name}:"), Cast(OuterRef("pk"), CharField()))
    return Exists(Claim.objects.filter(payable=key))


def to_give_back() -> list[Claim]:
    """What was billed and is owed no longer, until it is credited, or put right where it was billed."""
    keys = [key for find in _gone.values() for key in find()]
    return list(claims_of(keys))


def claims_of(keys: Iterable[str]) -> QuerySet[Claim]:
    """What bills these payables now."""
    rows = Claim.objects.filter(payable__in=list(keys))
    return rows.select_related("line__document__account__school", "elsewhere").order_by("pk")


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
