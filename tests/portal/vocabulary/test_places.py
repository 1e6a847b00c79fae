"""Postcodes, outcodes, towns and districts of Kent, from the data that ships with the portal."""

from __future__ import annotations

import csv

import pytest

from portal.vocabulary.places import (
    TOWNS,
    PlaceKind,
    is_postcode,
    look_up,
    point_of,
    say_about,
    say_closely,
    tidy_postcode,
)


@pytest.mark.parametrize("text", ["DA3 7PW", "da37pw", "  da3   7pw "])
def test_a_postcode_is_known_however_it_is_spaced(text: str) -> None:
    place = look_up(text)
    assert place is not None
    assert (place.name, place.kind, place.district) == ("DA3 7PW", PlaceKind.POSTCODE, "dartford")
    assert (place.latitude, place.longitude) == (51.39421, 0.31769)


def test_the_first_half_of_a_postcode_is_not_a_longer_one() -> None:
    canterbury, ramsgate = look_up("CT1"), look_up("ct11")
    assert canterbury is not None
    assert ramsgate is not None
    assert canterbury.district == "canterbury"
    assert ramsgate.district == "thanet"


def test_a_postcode_newer_than_the_list_is_taken_for_its_first_half() -> None:
    new = look_up("CT9 9XX")
    assert new is not None
    assert (new.name, new.kind) == ("CT9", PlaceKind.OUTCODE)


@pytest.mark.parametrize(
    ("text", "name", "kind", "district"),
    [
        ("margate", "Margate", PlaceKind.TOWN, "thanet"),
        ("Westgate on Sea", "Westgate-on-Sea", PlaceKind.TOWN, "thanet"),
        ("TUNBRIDGE WELLS", "Tunbridge Wells", PlaceKind.TOWN, "tunbridge-wells"),
        ("Folkestone & Hythe", "Folkestone and Hythe", PlaceKind.DISTRICT, "folkestone-and-hythe"),
        ("Thanet", "Thanet", PlaceKind.DISTRICT, "thanet"),
    ],
)
def test_towns_and_districts_are_places(text: str, name: str, kind: PlaceKind, district: str) -> None:
    place = look_up(text)
    assert place is not None
    assert (place.name, place.kind, place.district) == (name, kind, district)


@pytest.mark.parametrize("text", ["", "Paris", "SW1A 1AA", "SW1A", "é" * 50, "CT", "12"])
def test_what_is_not_in_kent_is_no_place(text: str) -> None:
    assert look_up(text) is None


def test_every_town_of_the_list_has_postcodes() -> None:
    with TOWNS.open(encoding="utf-8", newline="") as lines:
        towns = [line["town"] for line in csv.DictReader(lines)]
    assert [town for town in towns if look_up(town) is None] == []
    assert len(towns) > 60


def test_miles_are_as_the_crow_flies() -> None:
    margate, dover = look_up("Margate"), look_up("Dover")
    assert margate is not None
    assert dover is not None
    assert margate.miles_to(dover.latitude, dover.longitude) == pytest.approx(18, abs=2)


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (0.0, "less than a mile"),
        (0.97, "less than a mile"),
        (1.0, "about 1 mile"),
        (1.6, "about 2 miles"),
        (12.3, "about 12 miles"),
    ],
)
def test_distances_are_said_in_whole_miles(miles: float, words: str) -> None:
    assert say_about(miles) == words


@pytest.mark.parametrize(
    ("miles", "words"),
    [(0.05, "under 0.1 miles"), (0.44, "0.4 miles"), (9.94, "9.9 miles"), (12.3, "12 miles")],
)
def test_distances_to_schools_are_said_more_closely(miles: float, words: str) -> None:
    assert say_closely(miles) == words


def test_something_is_at_its_own_point_or_else_at_its_postcode() -> None:
    assert point_of(51.3, 1.4, "CT9 1HQ") == (51.3, 1.4)
    margate = look_up("CT9 1HQ")
    assert margate is not None
    assert point_of(None, None, "CT9 1HQ") == (margate.latitude, margate.longitude)
    assert point_of(51.3, None, "") is None
    assert point_of(None, None, "no code") is None


@pytest.mark.parametrize(
    ("text", "tidy"), [("ct91hq", "CT9 1HQ"), ("w1a  1aa", "W1A 1AA"), ("no code", "NO CODE")]
)
def test_postcodes_are_written_in_one_way(text: str, tidy: str) -> None:
    assert tidy_postcode(text) == tidy
    assert is_postcode(text) is (tidy != "NO CODE")
