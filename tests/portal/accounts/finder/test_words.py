"""One spelling for what people write in many ways."""

from __future__ import annotations

import pytest

from portal.accounts.finder.words import LONGEST, search_text, words_of
from portal.accounts.models import School


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Mary's", "ST MARYS"),
        ("St Mary’s Church of England Primary", "Saint Mary CofE Prim"),
        ("St Peter-in-Thanet C.E. Junior", "St Peter in Thanet CE Jnr"),
        ("Bishop & Sons", "bishop and son"),
        ("Our Lady's R.C. Infants'", "Our Ladys Roman Catholic Infant"),
        ("Siân Academy", "sian academy"),
        ("The Oaks", "oaks"),
    ],
)
def test_both_spellings_are_the_same_words(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


def test_different_schools_stay_different() -> None:
    assert words_of("St Mary's Primary") != words_of("St Martin's Primary")
    assert words_of("James") != words_of("Jam")


def test_a_school_is_found_by_name_town_and_outcode() -> None:
    school = School(name="St Mary’s Primary School", town="Herne Bay", postcode="CT6 5QF")
    assert search_text(school) == " st mary primary school | herne bay ct6 "


def test_a_name_of_any_length_fits_its_column() -> None:
    school = School(name="Oak " * 400, town="", postcode="")
    assert len(search_text(school)) <= LONGEST
