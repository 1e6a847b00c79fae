"""What can be billed. Finance knows no bookings: whoever owes something registers where it is found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bookings.finance.choices import Service
from bookings.finance.models import Claim


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

    @property
    def net_pence(self) -> int:
        """The whole, without VAT."""
        return self.quantity * self.unit_pence


Find = Callable[[Collection[int], int | None], Iterable[Payable]]
"""Given ids that are billed already and perhaps a school, what else is owed."""


@dataclass(frozen=True)
class Source:
    """Where payables of one kind are found. ``name`` begins their keys."""

    name: str
    find: Find


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Makes a source known; again replaces it."""
    _sources[source.name] = source


def to_bill(*, school_id: int | None = None) -> list[Payable]:
    """All that is owed and stands on no invoice, of one school or of all, the oldest first."""
    found = [
        payable
        for source in _sources.values()
        for payable in source.find(_billed(source.name), school_id)
    ]
    return sorted(found, key=lambda payable: (payable.since, payable.key))


def _billed(name: str) -> set[int]:
    keys = Claim.objects.filter(payable__startswith=f"{name}:").values_list("payable", flat=True)
    return {int(key.partition(":")[2]) for key in keys}
