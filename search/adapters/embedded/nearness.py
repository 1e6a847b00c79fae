"""How near things are: the places of the index in rings around the one that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, inf, radians, sin, sqrt

from portal.vocabulary.places import Place

RINGS = 128
EARTH = 6_371_009.0


class Rings:
    """Rings with about as many places each, the nearest first; with few places, one each."""

    def __init__(self, near: Place, points: Sequence[str]) -> None:
        self.near = near
        distances = sorted((self._distance(point), point) for point in points)
        per_ring = -(-len(distances) // RINGS) or 1
        self.points = [
            [point for _, point in distances[start : start + per_ring]]
            for start in range(0, len(distances), per_ring)
        ]
        self.coarse = per_ring > 1
        """Whether what is in one ring is still to be put in order."""

    def distance(self, points: Iterable[str]) -> float:
        """Metres to the nearest of these places."""
        return min(map(self._distance, points), default=inf)

    def _distance(self, point: str) -> float:
        latitude, longitude = map(float, point.split(","))
        here, there = radians(self.near.latitude), radians(latitude)
        apart = radians(longitude - self.near.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(apart / 2) ** 2
        return 2 * EARTH * asin(sqrt(half))
