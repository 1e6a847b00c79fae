"""Sessions that can still be joined and serve a place, in three groups: near, elsewhere in Kent, online.

The district decides what serves a place; distance only orders what is elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q

from portal.base.relations import joined, related_to
from portal.vocabulary.places import Place, point_of
from training.choices import ONLINE
from training.models import CoursePage
from training.near.asked import NearAsked
from training.querysets import SessionQuerySet
from training.sessions import Session

SHOWN = 12
"""Sessions of each group on the page."""
FAR = 1_000.0
"""Miles to a venue that nobody has put on the map."""


@dataclass(frozen=True)
class Candidate:
    """What the grouping needs to know of a session."""

    pk: int
    format: str
    limited: bool
    has_venue: bool
    district_id: int | None
    miles: float | None


@dataclass(frozen=True)
class Group:
    """Sessions of one group to show, of how many; ``miles`` by their ids where they are to be said."""

    sessions: list[Any]
    total: int
    miles: dict[int, float]


@dataclass(frozen=True)
class Found:
    """The three groups."""

    near: Group
    elsewhere: Group
    online: Group

    @property
    def total(self) -> int:
        return self.near.total + self.elsewhere.total + self.online.total


def find(asked: NearAsked, place: Place, now: datetime) -> Found:
    """The groups for ``place``. Two queries: all candidates of the term, and those shown."""
    near: list[Candidate] = []
    elsewhere: list[Candidate] = []
    online: list[Candidate] = []
    for one in _candidates(asked, place, now):
        if one.format in ONLINE:
            online.append(one)
        elif one.limited or not one.has_venue or one.district_id == asked.district.pk:
            near.append(one)
        else:
            elsewhere.append(one)
    elsewhere.sort(key=lambda one: FAR if one.miles is None else one.miles)
    shown = [*near[:SHOWN], *elsewhere[:SHOWN], *online[:SHOWN]]
    rows = Session.objects.for_rows().in_bulk([one.pk for one in shown]) if shown else {}
    return Found(*(_group(group, rows) for group in (near, elsewhere, online)))


def _group(candidates: list[Candidate], rows: dict[int, Any]) -> Group:
    shown = [one for one in candidates[:SHOWN] if one.pk in rows]
    miles = {one.pk: one.miles for one in shown if one.miles is not None}
    return Group([rows[one.pk] for one in shown], len(candidates), miles)


def sessions_for(asked: NearAsked, now: datetime) -> SessionQuerySet:
    """Sessions of the term that somebody from the district may come to, soonest first."""
    rows = Session.objects.upcoming(now).between(asked.span.first, asked.span.last)
    rows = rows.for_families() if asked.family else rows.for_professionals()
    if asked.phases.chosen:
        phases = related_to(CoursePage, "phases", asked.phases.ids)
        rows = rows.filter(course__in=CoursePage.objects.filter(phases))
    limited = Exists(joined(Session, "districts"))
    return rows.filter(Q(~limited) | Q(related_to(Session, "districts", [asked.district.pk])))


def _candidates(asked: NearAsked, place: Place, now: datetime) -> Iterable[Candidate]:
    rows = sessions_for(asked, now).annotate(limited=Exists(joined(Session, "districts")))
    columns = ("pk", "format", "limited", "venue_id", "venue__district_id")
    point = ("venue__latitude", "venue__longitude", "venue__postcode")
    for pk, form, limited, venue, district, *where in rows.values_list(*columns, *point):
        yield Candidate(pk, form, limited, venue is not None, district, _miles(place, *where))


def _miles(
    place: Place, latitude: float | None, longitude: float | None, postcode: str | None
) -> float | None:
    """How far a venue is."""
    point = point_of(latitude, longitude, postcode or "")
    return place.miles_to(*point) if point else None
