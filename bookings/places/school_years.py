"""School years, by which training is counted: from September to August. Arithmetic only."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.base import clock

BEGINS = 9
"""September."""

FIRST, LAST = 2000, 2100


def year_of(moment: datetime) -> int:
    """The year in which the school year of ``moment`` began, on Kent's clock."""
    day = clock.in_london(moment)
    return day.year if day.month >= BEGINS else day.year - 1


def span_of(year: int) -> tuple[datetime, datetime]:
    """From when until when it lasts, the second not included."""
    starts, ends = (datetime(one, BEGINS, 1, tzinfo=clock.LONDON) for one in (year, year + 1))
    return starts.astimezone(UTC), ends.astimezone(UTC)


def say_year(year: int) -> str:
    """``September 2026 to August 2027``."""
    return f"September {year} to August {year + 1}"


def read_year(text: str | None) -> int | None:
    """The year that an address names; None for anything else."""
    if text and text.isascii() and text.isdigit() and len(text) == len(str(FIRST)):
        year = int(text)
        return year if FIRST <= year <= LAST else None
    return None
