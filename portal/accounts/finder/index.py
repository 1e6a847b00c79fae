"""What the finder looks through, in memory: 24,000 schools take some 5 MB and a search some milliseconds.

Built from one query when a school was changed, by whichever process (``portal.base.snapshot``), so
SQLite and PostgreSQL answer alike. What changes schools without saving each one says so with
``tell_changed(School)``.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import cos, isnan, nan, radians

from portal.accounts.finder.words import sought
from portal.accounts.models import School
from portal.base.snapshot import Snapshot
from portal.vocabulary.places import Place

LASTS = date.max.toordinal()
NO_DISTRICT = 0


@dataclass
class Index:
    """Columns of all schools in the order of their names; a school is a row number in each."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    texts: list[str] = field(default_factory=list)
    latitudes: array[float] = field(default_factory=lambda: array("d"))
    longitudes: array[float] = field(default_factory=lambda: array("d"))
    districts: array[int] = field(default_factory=lambda: array("q"))
    closings: array[int] = field(default_factory=lambda: array("l"))

    @property
    def everything(self) -> Sequence[int]:
        """All row numbers."""
        return range(len(self.ids))

    def open_on(self, day: date, rows: Iterable[int]) -> list[int]:
        """Those that have not closed by that day."""
        today, closings = day.toordinal(), self.closings
        return [row for row in rows if closings[row] > today]

    def having(self, words: Iterable[str], rows: Iterable[int]) -> list[int]:
        """Those that have every word; the longest is looked for first, as fewest have it."""
        texts = self.texts
        found = list(rows)
        for word in sorted(words, key=len, reverse=True):
            needle = sought(word)
            found = [row for row in found if needle in texts[row]]
        return found

    def knows(self, word: str) -> bool:
        """Whether any school has the word, or one that starts so."""
        needle = sought(word)
        return any(needle in text for text in self.texts)

    def distances(self, place: Place, rows: Iterable[int]) -> list[tuple[float, int]]:
        """Squared degrees from the place, with the row; schools that nobody placed are left out."""
        here, there, shrink = place.latitude, place.longitude, cos(radians(place.latitude))
        north, east = self.latitudes, self.longitudes
        return [
            ((north[row] - here) ** 2 + ((east[row] - there) * shrink) ** 2, row)
            for row in rows
            if not isnan(north[row])
        ]

    @cached_property
    def vocabulary(self) -> dict[str, list[str]]:
        """Every word that schools have, by its first letter."""
        words = {word for text in self.texts for word in text.split()}
        by_letter: dict[str, list[str]] = {}
        for word in sorted(words):
            by_letter.setdefault(word[0], []).append(word)
        return by_letter


def _build() -> Index:
    index = Index()
    columns = ("pk", "search_text", "latitude", "longitude", "district_id", "closed_on")
    rows = School.objects.order_by("name", "pk").values_list(*columns)
    for pk, text, latitude, longitude, district, closed in rows.iterator(chunk_size=5_000):
        placed = latitude is not None and longitude is not None
        index.ids.append(pk)
        index.texts.append(text)
        index.latitudes.append(latitude if placed else nan)
        index.longitudes.append(longitude if placed else nan)
        index.districts.append(district or NO_DISTRICT)
        index.closings.append(closed.toordinal() if closed else LASTS)
    return index


_snapshot = Snapshot(_build, School)


def index() -> Index:
    """The index as of now; at most five seconds behind other processes."""
    return _snapshot.get()
