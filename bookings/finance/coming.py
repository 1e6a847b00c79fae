"""What a school will be billed for: quotes that wait, what it accepted or booked. Finance is told of it by others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bookings.finance.payables import to_bill
from portal.accounts.models import School


@dataclass(frozen=True)
class Coming:
    """Something with a price that stands on no invoice. ``net_pence`` is without VAT; ``day`` what it hangs on.

    ``state`` says how far it is, ``href`` leads to it, empty where a school can do nothing about it.
    """

    school_id: int
    text: str
    state: str
    net_pence: int
    day: date
    href: str = ""
    asks: bool = False
    """Whether the school has to answer."""

    @property
    def tone(self) -> str:
        """The colour of its tag: what the school has to answer stands out."""
        return "govuk-tag--yellow" if self.asks else "govuk-tag--grey"


Find = Callable[[Collection[int]], Iterable[Coming]]
"""What is coming for these schools, by their ids."""

_sources: dict[str, Find] = {}


def register_coming(name: str, find: Find) -> None:
    """Makes a source known; the same ``name`` again replaces it."""
    _sources[name] = find


def coming_for(schools: Collection[School]) -> dict[int, list[Coming]]:
    """By school: what it has to answer first, then by day; what is over and not yet invoiced among it."""
    ids = [school.pk for school in schools]
    found = [one for find in _sources.values() for one in find(ids)] if ids else []
    found += [
        Coming(pk, payable.text, "To be invoiced", payable.net_pence, payable.since)
        for pk in ids
        for payable in to_bill(school_id=pk)
    ]
    by_school: dict[int, list[Coming]] = {pk: [] for pk in ids}
    for one in sorted(found, key=lambda one: (not one.asks, one.day, one.text)):
        by_school[one.school_id].append(one)
    return by_school
