"""The one shape in which everything that can be found is indexed, whichever app and engine.

Only what everybody may read becomes a document. Text is plain, without markup; facets are slugs of
the vocabulary or of a closed list; nothing personal is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from portal.vocabulary.places import Point, point_of


class Facet(StrEnum):
    """What results are filtered and counted by; the value is the parameter in addresses."""

    KIND = "kind"
    NEED = "need"
    DIMENSION = "dimension"
    LEVEL = "level"
    PHASE = "phase"
    AUDIENCE = "audience"
    DISTRICT = "district"
    FORMAT = "format"
    COST = "cost"
    PLACES = "places"
    TYPE = "type"
    """What sort of resource it is, by which the directory's list is narrowed."""


BY_DATE = (Facet.DISTRICT, Facet.FORMAT, Facet.PLACES)
"""What one and the same date has to meet together, with the days asked for, where something has dates.

What has none (a service, a resource, a course without dates) meets ``BY_ITSELF`` by itself.
"""
BY_ITSELF = (Facet.DISTRICT, Facet.FORMAT)


class Places(StrEnum):
    """How full a date is. The number of places left is never indexed: it is read where it is shown."""

    LEFT = "left"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True)
class Dated:
    """One date to come. ``districts`` are those within whose reach it is: all twelve when online."""

    uid: str
    starts: datetime
    format: str
    districts: tuple[str, ...]
    places: Places
    latitude: float | None = None
    longitude: float | None = None

    @property
    def point(self) -> Point | None:
        """Where it is held, unless at no place."""
        return point_of(self.latitude, self.longitude, "")


@dataclass(frozen=True)
class SearchDocument:
    """Something to be found.

    ``key`` is ``source:primary key`` and stays when the kind changes. ``keywords`` are the words that
    teachers and parents use for its needs. ``facets`` holds what it meets by itself: a need comes with
    its broader needs, ``district`` is what it serves (all twelve for all of Kent). ``dates`` come
    soonest first. ``overdue`` says that nobody has confirmed it for too long: it ranks last.
    """

    key: str
    kind: str
    title: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    body: str = ""
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    dates: tuple[Dated, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    changed: date | None = None
    overdue: bool = False

    @property
    def next_start(self) -> datetime | None:
        """When it is next held: the soonest date with places, or else the soonest."""
        open_ones = (dated.starts for dated in self.dates if dated.places is Places.LEFT)
        return next(open_ones, self.dates[0].starts if self.dates else None)

    @property
    def fingerprint(self) -> str:
        """The same for the same content: the nightly comparison of index and database looks at it."""
        facets = sorted((str(name), tuple(values)) for name, values in self.facets.items())
        return sha256(repr(self.__dict__ | {"facets": facets}).encode()).hexdigest()[:24]
