"""Days that a list is filtered by, as an address gives them. Nothing raises: what is wrong is said by its field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from portal.base import clock

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %m %Y", "%d.%m.%Y")
SHOWN = 20


@dataclass(frozen=True)
class AskedDay:
    """A date field as filled in: the text is kept, whatever it is; ``error`` says what is wrong."""

    name: str
    label: str
    text: str = ""
    day: date | None = None
    error: str = ""

    @property
    def id(self) -> str:
        """The field's id on the page."""
        return f"filter-{self.name}"

    @property
    def value(self) -> str:
        """What the field shows: a real day as date pickers take it, anything else as typed."""
        return self.day.isoformat() if self.day and not self.error else self.text


def read_days(query: QueryDict) -> tuple[AskedDay, AskedDay]:
    """The first and the last day asked for, by ``from`` and ``to``."""
    first = _day("from", "From", query.get("from", ""))
    last = _day("to", "To", query.get("to", ""))
    if first.day and last.day and last.day < first.day:
        error = f"“To” has to be {clock.say_date(first.day)} or later. We left it out."
        last = AskedDay(last.name, last.label, last.text[:SHOWN], None, error)
    return first, last


def _day(name: str, label: str, text: str) -> AskedDay:
    text = text.strip()
    if not text:
        return AskedDay(name, label)
    kept = text[:SHOWN]
    for pattern in FORMATS:
        try:
            day = datetime.strptime(text, pattern).replace(tzinfo=clock.LONDON).date()
        except ValueError:
            continue
        if EARLIEST <= day <= LATEST:
            return AskedDay(name, label, text, day)
        return AskedDay(name, label, kept, None, f"Enter a year from {EARLIEST.year} to {LATEST.year}.")
    return AskedDay(name, label, kept, None, "Enter a real date, for example 9/3/2027. We left it out.")
