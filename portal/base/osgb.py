"""The Ordnance Survey's national grid (OSGB36) as latitude and longitude (WGS84), to some five metres.

The formulas are those of the Ordnance Survey's "A guide to coordinate systems in Great Britain",
annexes B and C: back through the transverse Mercator projection, then Helmert's shift of datum.
"""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

AIRY = (6_377_563.396, 6_356_256.909)
WGS84 = (6_378_137.0, 6_356_752.3142)
"""Half axes of the two ellipsoids, in metres."""

SCALE = 0.9996012717
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = radians(49), radians(-2)
ORIGIN_EAST, ORIGIN_NORTH = 400_000.0, -100_000.0

SHIFT = (446.448, -125.157, 542.060)
"""Metres along x, y and z from OSGB36 to WGS84."""
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
STRETCH = -20.4894e-6

MOST_EAST, MOST_NORTH = 700_000, 1_300_000
"""The grid ends here."""


def to_latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Degrees north and east. Raises ``ValueError`` for what lies off the grid, 0, 0 included."""
    if not (0 < easting < MOST_EAST and 0 < northing < MOST_NORTH):
        raise ValueError(f"off the national grid: {easting}, {northing}")
    latitude, longitude = _unproject(easting, northing)
    return _to_degrees(*_shift(*_to_space(latitude, longitude)))


def _arc(latitude: float) -> float:
    """Metres along the meridian from the grid's true origin."""
    a, b = AIRY
    n = (a - b) / (a + b)
    less, more = latitude - ORIGIN_LATITUDE, latitude + ORIGIN_LATITUDE
    return (
        b
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the grid's own ellipsoid."""
    a, b = AIRY
    e2 = 1 - (b / a) ** 2
    latitude = ORIGIN_LATITUDE
    while (left := northing - ORIGIN_NORTH - _arc(latitude)) > 1e-5:
        latitude += left / (a * SCALE)
    nu = a * SCALE / sqrt(1 - e2 * sin(latitude) ** 2)
    rho = a * SCALE * (1 - e2) / (1 - e2 * sin(latitude) ** 2) ** 1.5
    eta2 = nu / rho - 1
    t, secant = tan(latitude), 1 / cos(latitude)
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = secant / nu
    xi = secant / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = secant / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = secant / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    d = easting - ORIGIN_EAST
    north = latitude - vii * d**2 + viii * d**4 - ix * d**6
    east = ORIGIN_LONGITUDE + x * d - xi * d**3 + xii * d**5 - xiia * d**7
    return north, east


def _to_space(latitude: float, longitude: float) -> tuple[float, float, float]:
    a, b = AIRY
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    flat = nu * cos(latitude)
    return flat * cos(longitude), flat * sin(longitude), nu * (1 - e2) * sin(latitude)


def _shift(x: float, y: float, z: float) -> tuple[float, float, float]:
    (dx, dy, dz), (rx, ry, rz), s = SHIFT, TURN, 1 + STRETCH
    return (
        dx + s * x - rz * y + ry * z,
        dy + rz * x + s * y - rx * z,
        dz - ry * x + rx * y + s * z,
    )


def _to_degrees(x: float, y: float, z: float) -> tuple[float, float]:
    a, b = WGS84
    e2 = 1 - (b / a) ** 2
    flat = hypot(x, y)
    latitude = atan2(z, flat * (1 - e2))
    for _turn in range(10):
        nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
        latitude = atan2(z + e2 * nu * sin(latitude), flat)
    return degrees(latitude), degrees(atan2(y, x))
