"""Money in words. Amounts are whole pence, and no float ever touches them."""

from __future__ import annotations


def say_pounds(pence: int) -> str:
    """``£95``, or ``£95.50`` where there are pence; thousands are set apart."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02d}" if rest else f"£{pounds:,}"


def decimal_pounds(pence: int) -> str:
    """``95.00``: as spreadsheets take it."""
    pounds, rest = divmod(pence, 100)
    return f"{pounds}.{rest:02d}"
