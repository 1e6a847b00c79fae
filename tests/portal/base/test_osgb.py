"""Grid references as latitude and longitude."""

from __future__ import annotations

import pytest

from portal.base.osgb import to_latitude_longitude

A_METRE = 0.00001
"""Of latitude, about."""


@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [
        # The worked example of the Ordnance Survey's guide (Caister water tower, Norfolk).
        (651409.903, 313177.270, 52.657977, 1.716052),
        # County Hall, Maidstone, and St Paul's Cathedral, as maps on the web give them.
        (576000, 156100, 51.2779, 0.5217),
        (532030, 181145, 51.5138, -0.0984),
    ],
)
def test_a_grid_reference_is_where_maps_have_it(
    easting: float, northing: float, latitude: float, longitude: float
) -> None:
    found = to_latitude_longitude(easting, northing)
    assert found == pytest.approx((latitude, longitude), abs=120 * A_METRE)


def test_the_worked_example_of_the_guide_is_met_to_five_metres() -> None:
    found = to_latitude_longitude(651409.903, 313177.270)
    assert found == pytest.approx((52.657977, 1.716052), abs=5 * A_METRE)


@pytest.mark.parametrize(("easting", "northing"), [(0, 0), (-1, 5), (700_000, 1), (1, 1_300_000)])
def test_what_lies_off_the_grid_is_refused(easting: float, northing: float) -> None:
    with pytest.raises(ValueError, match="off the national grid"):
        to_latitude_longitude(easting, northing)
