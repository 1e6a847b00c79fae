"""A bank's statement as CSV: one line for each payment in. Nothing is guessed about a line that cannot be read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from portal.accounts.register.reading import Line, Problem, UnreadableFile, read_lines, titles_of

MOST_LINES = 20_000
MOST_PENCE = 999_999_999

TITLES: Mapping[str, Sequence[str]] = {
    "date": ("date", "transaction date", "posting date", "value date", "entry date"),
    "amount": ("amount", "credit", "paid in", "credit amount", "money in", "value"),
    "reference": ("reference", "payment reference", "details", "narrative"),
    "payer": ("payer", "name", "from", "counterparty", "description", "transaction description"),
}
"""What banks call each column, plain and lower-case; the first that a file has is taken."""

NEEDED = ("date", "amount")

DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d %b %Y", "%d/%m/%y", "%d-%b-%Y")
"""As British banks write days; a month never stands first."""


@dataclass(frozen=True)
class Payment:
    """Money that came in: whole pence, the day it was booked, and the bank's words about it."""

    line: int
    day: date
    pence: int
    reference: str
    payer: str

    @property
    def words(self) -> str:
        """All that the bank says of it."""
        return " ".join(part for part in (self.reference, self.payer) if part)


@dataclass(frozen=True)
class Statement:
    """What a file holds. ``outgoing`` counts lines of money that went out, which are left aside."""

    payments: list[Payment]
    problems: list[Problem]
    outgoing: int


def read_statement(file: BinaryIO) -> Statement:
    """The payments in a file. Raises ``UnreadableFile`` for what is no statement, and says what to do."""
    lines = iter(read_lines(file))
    places = _places(titles_of(lines))
    payments, problems, outgoing = list[Payment](), list[Problem](), 0
    for number, line in enumerate(lines):
        if number >= MOST_LINES:
            raise UnreadableFile(f"The file has more than {MOST_LINES:,} lines: load it month by month.")
        if isinstance(line, Problem):
            problems.append(line)
            continue
        found = _payment(line, places)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is None:
            outgoing += 1
        else:
            payments.append(found)
    return Statement(payments, problems, outgoing)


def fingerprints(payments: Iterable[Payment]) -> list[str]:
    """What tells each payment apart, in order: equal lines of one file are numbered, so both of two genuine ones
    survive, and the same file read again gives the same."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for payment in payments:
        facts = (payment.day, payment.pence, payment.reference, payment.payer)
        seen[facts] = seen.get(facts, 0) + 1
        text = "\x1f".join(map(str, (*facts, seen[facts])))
        found.append(hashlib.sha256(text.encode()).hexdigest())
    return found


def _places(titles: Sequence[str]) -> dict[str, int]:
    plain = [" ".join(re.findall(r"[a-z]+", title.lower())) for title in titles]
    places = {
        name: next((plain.index(title) for title in known if title in plain), -1)
        for name, known in TITLES.items()
    }
    missing = [name for name in NEEDED if places[name] < 0]
    if missing:
        wanted = " and ".join(f"“{name.capitalize()}”" for name in missing)
        there = ", ".join(f"“{title}”" for title in titles if title.strip()) or "none"
        raise UnreadableFile(f"The file needs a column {wanted}. Its columns are: {there}.")
    return {name: place for name, place in places.items() if place >= 0}


def _payment(line: Line, places: Mapping[str, int]) -> Payment | Problem | None:
    """None for money that went out, and for lines without an amount such as balances."""

    def cell(name: str) -> str:
        at = places.get(name, -1)
        return " ".join(line.cells[at].split()) if 0 <= at < len(line.cells) else ""

    amount = cell("amount")
    if not amount:
        return None
    pence = read_pence(amount)
    if pence is None:
        return Problem.of(
            line.number, "Amount", amount, "It is no sum in pounds and pence, e.g. 285.00."
        )
    if pence <= 0:
        return None
    if pence > MOST_PENCE:
        return Problem.of(line.number, "Amount", amount, "It is more than one payment can be.")
    day = read_day(cell("date"))
    if day is None:
        return Problem.of(line.number, "Date", cell("date"), "It is no day, e.g. 09/03/2027.")
    return Payment(line.number, day, pence, cell("reference")[:200], cell("payer")[:200])


def read_pence(text: str) -> int | None:
    """Whole pence of “1,285.50”, “£285” or “-3.00”; None for anything else, half pennies included."""
    plain = text.replace("£", "").replace(",", "").replace("\N{MINUS SIGN}", "-").strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,2})?", plain, re.ASCII):
        return None
    try:
        return int(Decimal(plain) * 100)
    except InvalidOperation:  # pragma: no cover - the pattern lets only numbers through
        return None


def read_day(text: str) -> date | None:
    """The day that ``text`` names as British banks write it; None for anything else."""
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
