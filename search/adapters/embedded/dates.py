"""Dates as words: what one and the same date meets together is one word of ``held``.

A date in Dover on 5 May 2027, online, with places left, is there as ``20270505|dover|online|left``, and
with any of the four left out; for the day also stand its month and its year. So a selection of days,
districts, formats and places is a choice of such words, whatever the number of dates.

``diary`` is all of a thing's dates in one line, to be gone through where what was found is counted by
what one date meets: ``20270505dover|online|left;…``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import blake2b
from itertools import product
from sys import intern

from portal.base.clock import in_london
from search.documents import Dated, Facet, SearchDocument

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
DAY, MONTH, YEAR = "%Y%m%d", "%Y%m", "%Y"
ANY = ("",)
NO_DAY = 0
Entries = tuple[tuple[int, str], ...]


def tokens(dated: Dated) -> Iterator[str]:
    """All words for one date."""
    day = in_london(dated.starts).date()
    times = ("", day.strftime(DAY), day.strftime(MONTH), day.strftime(YEAR))
    parts = (times, ("", *dated.districts), ("", dated.format), ("", str(dated.places)))
    return map("|".join, product(*parts))


def diary(document: SearchDocument) -> str:
    """All dates of a thing; what has none stands for itself, as on no day."""
    if not document.dates:
        own = (_listed(document.facets.get(facet, ())) for facet in (Facet.DISTRICT, Facet.FORMAT))
        return f"{NO_DAY:08}" + "|".join((*own, ""))
    return ";".join(
        f"{in_london(one.starts).date().strftime(DAY)}{_listed(one.districts)}|{one.format}|{one.places}"
        for one in document.dates
    )


def _listed(values: Iterable[str]) -> str:
    """In one order, so that the same values are the same text."""
    return ",".join(sorted(values))


def asked(
    times: tuple[str, ...], districts: tuple[str, ...], formats: tuple[str, ...], places: tuple[str, ...]
) -> list[str]:
    """The words of which a date must have one; nothing chosen is ``ANY``."""
    return list(map("|".join, product(times, districts, formats, places)))


def number_of(diary: str) -> int:
    """A number that no other diary has: the index gives numbers much faster than texts."""
    return int.from_bytes(blake2b(diary.encode(), digest_size=8).digest(), "big") >> 1


def entries(diary: str) -> Entries:
    """The day of each date, and what it is besides."""
    return tuple((int(entry[:8]), intern(entry[8:])) for entry in diary.split(";"))


def from_to(first: date | None, last: date | None) -> tuple[int, int]:
    """Between what days of entries lie; what has no dates lies there only if no days are asked for."""
    if first is None and last is None:
        return NO_DAY, int(LATEST.strftime(DAY))
    days = max(first or EARLIEST, EARLIEST), min(last or LATEST, LATEST)
    return int(days[0].strftime(DAY)), int(days[1].strftime(DAY))


def times(first: date | None, last: date | None) -> tuple[str, ...]:
    """Years, months and days that cover the days asked for exactly; none if there are none."""
    if first is None and last is None:
        return ANY
    day, end = max(first or EARLIEST, EARLIEST), min(last or LATEST, LATEST)
    covering: list[str] = []
    while day <= end:
        for form, after in ((YEAR, _next_year(day)), (MONTH, _next_month(day))):
            begins = day.day == 1 and (form == MONTH or day.month == 1)
            if begins and after - timedelta(days=1) <= end:
                break
        else:
            form, after = DAY, day + timedelta(days=1)
        covering.append(day.strftime(form))
        day = after
    return tuple(covering)


def _next_year(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
