"""Money in words. Amounts are whole pence, and no float ever touches them."""

from __future__ import annotations

from decimal import Decimal


def say_pounds(pence: int) -> str:
    """``£95``, or ``£95.50`` where there are pence; thousands are set apart, and ``−£95`` is less than nothing."""
    pounds, rest = divmod(abs(pence), 100)
    said = f"£{pounds:,}.{rest:02d}" if rest else f"£{pounds:,}"
    return f"\N{MINUS SIGN}{said}" if pence < 0 else said


def decimal_pounds(pence: int) -> str:
    """``95.00``: as forms show it."""
    return str(exact_pounds(pence))


def exact_pounds(pence: int) -> Decimal:
    """95.00 or -95.00 as a number, which a spreadsheet adds up."""
    return Decimal(pence).scaleb(-2)
