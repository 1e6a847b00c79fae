"""What an address asks of the catalogue, and what is said of nonsense."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from tests.factories.vocabulary import AreaOfNeedFactory, LevelFactory
from training.filters import read

pytestmark = pytest.mark.django_db


def notices(address: str) -> str:
    return " ".join(read(QueryDict(address)).notices)


def test_nothing_asked_is_nothing_to_say() -> None:
    asked = read(QueryDict(""))
    assert (asked.values, asked.notices, asked.sort) == ({}, (), "soonest")


def test_known_values_are_asked() -> None:
    area, level = AreaOfNeedFactory(), LevelFactory()
    asked = read(
        QueryDict(f"dimension={area.slug}&level={level.slug}&format=online&cost=free&places=left")
    )
    assert set(asked.values) == {"dimension", "level", "format", "cost", "places"}
    assert asked.notices == ()


@pytest.mark.parametrize(
    "name", ["dimension", "need", "level", "phase", "audience", "district", "format", "cost"]
)
def test_an_unknown_value_is_named_and_left_out(name: str) -> None:
    asked = read(QueryDict(f"{name}=xyz"))
    assert "“xyz”, so we left it out" in " ".join(asked.notices)
    assert asked.values == {}


def test_an_unknown_filter_is_named() -> None:
    assert "no filter called “colour”" in notices("colour=red")


def test_marks_of_newsletters_are_no_filters() -> None:
    assert notices("utm_source=letter&fbclid=1") == ""


@pytest.mark.parametrize("typed", ["((((", "*** ???", "\u200b"])
def test_what_has_no_word_is_kept_for_the_field_and_said_to_be_of_no_use(typed: str) -> None:
    asked = read(QueryDict(urlencode({"q": typed})))
    assert (asked.values, asked.sort) == ({}, "soonest")
    assert asked.text in (typed, "")
    assert "no word to look for" in " ".join(asked.notices)


def test_any_places_is_no_filter() -> None:
    asked = read(QueryDict("places=any"))
    assert (asked.values, asked.notices) == ({}, ())


@pytest.mark.parametrize(
    "text", ["2027-03-09", "9/3/2027", "09/03/2027", "9 March 2027", "9 3 2027", "9.3.2027"]
)
def test_a_day_may_be_written_in_the_usual_ways(text: str) -> None:
    assert read(QueryDict(f"from={text}")).first.day == date(2027, 3, 9)


@pytest.mark.parametrize(
    "text",
    ["31/02/2027", "2027-02-31", "soon", "1", "0000-00-00", "9999-12-31", "0001-01-01", "٣/٣/٢٠٢٧x"],
)
def test_a_day_that_is_none_is_said_by_its_field_and_kept(text: str) -> None:
    asked = read(QueryDict(f"from={text}"))
    assert asked.first.day is None
    assert asked.first.error
    assert asked.first.value == text


def test_an_end_before_the_beginning_is_said_by_the_field() -> None:
    asked = read(QueryDict("from=2027-03-09&to=2027-03-08"))
    assert asked.last.error == "“To” has to be Tuesday 9 March 2027 or later. We left it out."
    assert asked.last.value == "2027-03-08"
    assert set(asked.values) == {"from"}


def test_an_endless_date_is_not_repeated_in_full() -> None:
    assert len(read(QueryDict("to=" + "9" * 4000)).last.value) == 20


def test_only_the_first_words_are_looked_for() -> None:
    asked = read(QueryDict("q=" + "word+" * 1000))
    assert len(asked.words) == 8
    assert "first 8 words" in asked.notices[0]


def test_an_unknown_order_is_said_and_soonest_taken() -> None:
    asked = read(QueryDict("sort=cheapest"))
    assert asked.sort == "soonest"
    assert "cannot sort by “cheapest”" in asked.notices[0]


@pytest.mark.parametrize("sort", ["soonest", "title", "newest", "best", ""])
def test_known_orders_are_taken(sort: str) -> None:
    assert read(QueryDict(f"sort={sort}")).notices == ()
