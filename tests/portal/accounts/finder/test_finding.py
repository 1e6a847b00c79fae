"""Schools by name, town, postcode or number, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.accounts.finder.finding import MOST
from portal.accounts.models import School
from portal.base.snapshot import tell_changed
from portal.vocabulary.models import District
from portal.vocabulary.services import load_vocabulary
from tests.factories.accounts import SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MARGATE = {"town": "Margate", "postcode": "CT9 1HQ", "latitude": 51.39, "longitude": 1.38}
DOVER = {"town": "Dover", "postcode": "CT17 9PS", "latitude": 51.12, "longitude": 1.28}


@pytest.fixture
def thanet() -> District:
    load_vocabulary()
    return District.objects.get(slug="thanet")


@pytest.fixture
def dover(thanet: District) -> District:
    return District.objects.get(slug="dover")


def names(text: str, **options: Any) -> list[str]:
    """What is found, in order."""
    found = School.objects.find(text, **options)
    return [listing.school.name for listing in School.objects.listings(found.hits)]


@pytest.mark.parametrize(
    "text",
    [
        "st marys", "St. Mary's", "saint mary", "MARY", "st mary ce", "St Mary Church of England primary",
        "st marys cofe prim", "mary margate", "st mary CT9", "primary st",
    ],
)  # fmt: skip
def test_a_school_is_found_however_its_name_is_written(thanet: District, text: str) -> None:
    SchoolFactory(name="St Mary’s CE Primary School", district=thanet, **MARGATE)
    SchoolFactory(name="Stone Academy", district=thanet, **MARGATE)
    assert names(text) == ["St Mary’s CE Primary School"]


def test_the_very_name_comes_first_then_names_that_start_so(thanet: District) -> None:
    for name in ("Little Oak", "Oak Academy", "Oak"):
        SchoolFactory(name=name, district=thanet)
    assert names("oak") == ["Oak", "Oak Academy", "Little Oak"]


def test_a_letter_out_of_place_is_forgiven_and_said(thanet: District) -> None:
    SchoolFactory(name="Oakfield Primary School", district=thanet)
    SchoolFactory(name="Hopwood Primary School", district=thanet)
    found = School.objects.find("Oakfeild primry")
    assert [listing.school.name for listing in School.objects.listings(found.hits)] == [
        "Oakfield Primary School"
    ]
    assert found.corrected == "oakfield primary"


def test_words_that_nobody_has_find_nothing(thanet: District) -> None:
    SchoolFactory(name="Oakfield Primary School", district=thanet)
    found = School.objects.find("zzqq")
    assert (found.hits, found.corrected) == ((), "")


def test_like_signs_are_letters_and_no_wildcards(thanet: District) -> None:
    SchoolFactory(name="Oakfield", district=thanet)
    assert names("oak%d") == []
    assert names("o_kfield") == []


def test_a_postcode_puts_the_nearest_first_with_its_distance(thanet: District, dover: District) -> None:
    SchoolFactory(name="Far", district=dover, **DOVER)
    SchoolFactory(name="Near", district=thanet, **MARGATE)
    SchoolFactory(name="Nowhere known", district=thanet)
    found = School.objects.find("CT9 1HQ")
    shown = School.objects.listings(found.hits)
    assert [row.school.name for row in shown] == ["Near", "Far"]
    assert shown[0].miles == pytest.approx(0.2, abs=0.2)
    assert shown[1].miles == pytest.approx(19, abs=1)


def test_a_town_finds_what_is_in_it_and_without_any_what_is_near(
    thanet: District, dover: District
) -> None:
    SchoolFactory(name="Harbour", district=dover, **DOVER)
    SchoolFactory(name="Sands", district=thanet, **MARGATE)
    assert names("Margate") == ["Sands"]
    assert names("Broadstairs") == ["Sands", "Harbour"]


def test_a_district_finds_its_schools_whatever_their_town(thanet: District, dover: District) -> None:
    SchoolFactory(name="Harbour", district=dover, **DOVER)
    SchoolFactory(name="Sands", district=thanet, **MARGATE)
    assert names("Thanet") == ["Sands"]
    assert names("", districts=[dover.pk]) == ["Harbour"]
    assert names("sands", districts=[dover.pk]) == []


def test_numbers_find_the_one_school_closed_or_not(thanet: District) -> None:
    SchoolFactory(name="Closed", urn=118234, closed_on=date(2020, 8, 31), district=thanet)
    SchoolFactory(name="Nursery", urn=None, ofsted_number="EY123456", district=thanet)
    SchoolFactory(name="Without a number", urn=None, district=thanet)
    assert names("118234") == ["Closed"]
    assert names("EY123456") == ["Nursery"]
    assert names("123456") == ["Nursery"]
    assert names("999999") == []


def test_closed_schools_come_when_asked_for_or_when_nothing_else_matches(thanet: District) -> None:
    SchoolFactory(name="Oak Infants", closed_on=date(2020, 8, 31), district=thanet)
    SchoolFactory(name="Oak Primary", district=thanet)
    assert names("oak") == ["Oak Primary"]
    assert names("oak", closed=True) == ["Oak Infants", "Oak Primary"]
    found = School.objects.find("oak infants")
    assert found.closed_only
    assert len(found.hits) == 1


def test_a_common_word_finds_so_many_and_says_that_there_are_more(thanet: District) -> None:
    School.objects.bulk_create(
        School(name=f"Primary {n}", district=thanet, search_text=f" primary {n} | ")
        for n in range(MOST + 5)
    )
    tell_changed(School)
    found = School.objects.find("primary")
    assert len(found.hits) == MOST
    assert found.more


def test_finding_and_listing_take_one_statement(
    thanet: District, django_assert_num_queries: Any
) -> None:
    SchoolFactory(name="Oakfield", district=thanet, **MARGATE)
    School.objects.listings(School.objects.find("oakfield").hits)
    with django_assert_num_queries(1):
        School.objects.listings(School.objects.find("oakfield").hits)


def test_saving_some_fields_keeps_what_the_finder_looks_in_true(thanet: District) -> None:
    school = SchoolFactory(name="Oakfield", district=thanet)
    school.name = "Hopwood"
    school.save(update_fields=["name"])
    assert names("hopwood") == ["Hopwood"]


def test_finding_among_some_schools_leaves_the_others_out(thanet: District) -> None:
    SchoolFactory(name="Oakfield", district=thanet)
    SchoolFactory(name="Oak Academy", district=thanet)
    found = School.objects.filter(name="Oakfield").find("oak")
    assert [row.school.name for row in School.objects.listings(found.hits)] == ["Oakfield"]


def test_schools_changed_many_at_a_time_are_found_once_that_is_told(thanet: District) -> None:
    assert names("oakfield") == []
    School.objects.bulk_create([School(name="Oakfield", search_text=" oakfield | ")])
    tell_changed(School)
    assert names("oakfield") == ["Oakfield"]
