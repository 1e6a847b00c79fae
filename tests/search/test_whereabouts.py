"""What a reader who named a place is told of how near something is."""

from __future__ import annotations

import pytest

from portal.vocabulary.places import Place, PlaceKind
from search.whereabouts import Whereabouts
from tests.factories.vocabulary import DistrictFactory

pytestmark = pytest.mark.django_db

CT10 = Place("CT10", PlaceKind.OUTCODE, 51.36, 1.43, "thanet")
THANET = Place("Thanet", PlaceKind.DISTRICT, 51.36, 1.43, "thanet")
FOUR_MILES_OFF = (51.36 - 4 / 69.09, 1.43)
NINE_MILES_OFF = (51.36 - 9 / 69.09, 1.43)


@pytest.fixture(autouse=True)
def thanet() -> None:
    DistrictFactory(slug="thanet", name="Thanet")


def test_what_serves_the_district_of_the_place_says_so_and_how_far_it_is() -> None:
    here = Whereabouts(frozenset({"dover", "thanet"}), (FOUR_MILES_OFF,))
    assert here.seen_from(CT10) == "Serves Thanet, about 4 miles from CT10"


def test_what_serves_other_districts_says_only_how_far_it_is() -> None:
    there = Whereabouts(frozenset({"dover"}), (NINE_MILES_OFF,))
    assert there.seen_from(CT10) == "About 9 miles from CT10"


def test_what_is_at_no_place_says_only_what_it_serves() -> None:
    assert Whereabouts(frozenset({"thanet"}), (None,)).seen_from(CT10) == "Serves Thanet"
    assert Whereabouts().seen_from(CT10) == ""


def test_of_dates_at_several_places_the_nearest_is_meant_and_said_to_be() -> None:
    for points in ((NINE_MILES_OFF, FOUR_MILES_OFF), (None, FOUR_MILES_OFF)):
        said = Whereabouts(frozenset(), points).seen_from(CT10)
        assert said == "Nearest date about 4 miles from CT10"
    same = Whereabouts(frozenset(), (FOUR_MILES_OFF, FOUR_MILES_OFF))
    assert same.seen_from(CT10) == "About 4 miles from CT10"


def test_nothing_is_far_from_the_middle_of_a_district() -> None:
    here = Whereabouts(frozenset({"thanet"}), (FOUR_MILES_OFF,))
    assert here.seen_from(THANET) == "Serves Thanet"
