"""The arithmetic of documents: whole pence, ``Decimal`` rates, nothing else. VAT is reckoned line by line, half up.

Three lines of 33p at 20 % bear 7p each, 21p together, where their sum would bear 20p: a line's VAT has to
stay the same when it is credited alone, so the total is the sum of the lines (docs/rules/invoices.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MOST_PENCE = 999_999_999
"""The most that one document may come to: a typing error is likelier than ten million pounds."""

NO_RATE = Decimal(0)


@dataclass(frozen=True)
class Sum:
    """Pence without VAT, and the VAT on it."""

    net_pence: int
    vat_pence: int

    @property
    def gross_pence(self) -> int:
        """What is to be paid."""
        return self.net_pence + self.vat_pence


def vat_of(net_pence: int, rate: Decimal) -> int:
    """The VAT on ``net_pence`` at ``rate`` per cent, in pence, half up. Raises ``ValueError`` below 0."""
    if net_pence < 0 or rate < 0:
        raise ValueError("VAT is reckoned on what is charged, never on less than nothing.")
    return int((net_pence * rate / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def line_sum(*, quantity: int, unit_pence: int, rate: Decimal = NO_RATE) -> Sum:
    """A line of ``quantity`` at ``unit_pence`` each. Raises ``ValueError`` unless both are at least 1."""
    if quantity < 1 or unit_pence < 1:
        raise ValueError("A line charges something for at least one thing.")
    net = quantity * unit_pence
    return Sum(net, vat_of(net, rate))


def total(lines: Iterable[Sum]) -> Sum:
    """All lines together."""
    found = list(lines)
    return Sum(sum(line.net_pence for line in found), sum(line.vat_pence for line in found))


def credited(*, line: Sum, rate: Decimal, before_pence: int, net_pence: int) -> Sum:
    """What crediting ``net_pence`` of ``line`` gives back, of which ``before_pence`` went back earlier.

    However a line is given back in parts, the parts' VAT comes to the line's own: each part takes the VAT of
    all given back so far, less what went with the earlier parts. Raises ``ValueError`` for more than is left.
    """
    left = line.net_pence - before_pence
    if not 1 <= net_pence <= left:
        raise ValueError(f"Between 1 and {left} pence can be credited.")
    vat_then = vat_of(before_pence, rate)
    return Sum(net_pence, vat_of(before_pence + net_pence, rate) - vat_then)
