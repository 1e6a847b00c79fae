"""How near something is to the place that a reader named, in words."""

from __future__ import annotations

from dataclasses import dataclass

from portal.vocabulary.places import Place, PlaceKind, Point, say_about
from portal.vocabulary.registry import terms


@dataclass(frozen=True)
class Whereabouts:
    """The districts that something serves, and where it is: a point for each of its dates, None for one
    that is at no place."""

    districts: frozenset[str] = frozenset()
    points: tuple[Point | None, ...] = ()

    def seen_from(self, place: Place) -> str:
        """“Serves Thanet, about 4 miles from CT10”; empty where there is nothing to say."""
        said = ", ".join(part for part in (self._serves(place), self._distance(place)) if part)
        return said[:1].upper() + said[1:]

    def _serves(self, place: Place) -> str:
        district = terms("districts").by_slug.get(place.district)
        return f"serves {district.name}" if district and district.slug in self.districts else ""

    def _distance(self, place: Place) -> str:
        """Of the nearest date, as results are sorted by that. The middle of a district is no place to
        count miles from."""
        miles = [place.miles_to(*point) for point in self.points if point]
        if not miles or place.kind is PlaceKind.DISTRICT:
            return ""
        which = "nearest date " if len(set(self.points)) > 1 else ""
        return f"{which}{say_about(min(miles))} from {place.name}"
