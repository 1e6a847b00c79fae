"""Whatever an address holds becomes plain words and known filters, and what does not is said."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from search.asked import Asked, coarser, read
from search.documents import Facet
from search.plan import Sort
from tests.factories.vocabulary import DistrictFactory, NeedFactory

pytestmark = pytest.mark.django_db


def asked(address: str) -> Asked:
    return read(QueryDict(address))


def test_every_facet_may_be_chosen_more_than_once() -> None:
    NeedFactory(slug="autism")
    NeedFactory(slug="slcn")
    chosen = asked("need=autism&need=slcn&kind=course&cost=free&format=online&places=left").selection
    assert set(chosen.values[Facet.NEED]) == {"autism", "slcn"}
    assert chosen.values[Facet.KIND] == ("course",)
    assert chosen.values[Facet.COST] == ("free",)
    assert chosen.values[Facet.FORMAT] == ("online",)
    assert chosen.values[Facet.PLACES] == ("left",)


def test_what_is_not_known_is_named_and_left_out() -> None:
    found = asked("kind=cake&need=foo&cost=cheap&sort=loudest&colour=red&places=any")
    assert found.selection.values == {}
    assert found.sort is Sort.BEST
    said = " ".join(found.notices)
    for words in ("kind “cake”", "need “foo”", "cost “cheap”", "“loudest”", "“colour”"):
        assert words in said
    assert "any" not in said.split()


def test_control_characters_are_blanks_and_what_cannot_be_seen_parts_no_word() -> None:
    assert asked("q=autism%07%E2%80%AEboard").text == "autism board"
    assert asked("q=au%E2%80%8Btism").text == "autism"
    assert asked("near=Mar%E2%80%8Bgate").near.place is not None


def test_what_is_too_long_is_cut_and_said_to_be() -> None:
    found = asked(f"q={'x' * 300}")
    assert len(found.text) == 200
    assert "first 200 characters" in found.notices[0]


def test_days_are_read_and_wrong_ones_explained() -> None:
    found = asked("from=2027-03-09&to=31/02/2027")
    assert found.selection.first == date(2027, 3, 9)
    assert found.selection.last is None
    assert [field.name for field in found.errors] == ["to"]


def test_a_place_in_kent_ranks_and_one_outside_is_explained() -> None:
    found = asked("near=Margate&sort=nearest")
    assert found.selection.near is not None and found.selection.near.district == "thanet"
    assert found.sort is Sort.NEAREST
    assert "We do not know" in asked("near=Paris").near.error


def test_the_nearest_first_needs_a_place() -> None:
    found = asked("sort=nearest")
    assert found.sort is Sort.BEST
    assert "Say near which place" in found.notices[0]


def test_a_whole_postcode_leaves_the_address_but_its_district_stays() -> None:
    DistrictFactory(slug="thanet")
    rest = coarser(QueryDict("q=autism&near=CT9+1HQ"))
    assert rest is not None and rest.urlencode() == "q=autism&near=CT9&within=thanet"
    assert coarser(rest) is None
    hidden = coarser(QueryDict("near=CT9+1%E2%80%8BHQ"))
    assert hidden is not None and hidden["near"] == "CT9"
    place = read(rest).selection.near
    assert place is not None and place.district == "thanet"


def test_the_address_says_again_only_what_was_understood() -> None:
    NeedFactory(slug="autism")
    found = asked("q=+board++&need=autism&need=foo&junk=1&page=3&from=9/3/2027&sort=newest")
    assert found.address.urlencode() == "q=board&need=autism&from=2027-03-09&sort=newest"


def test_nothing_is_asked_by_an_empty_address() -> None:
    assert not asked("").anything
    assert not asked("q=+&need=foo").anything
    assert asked("kind=course").anything


@pytest.mark.parametrize("typed", ["((((", "***", "???", "_", "\u200b\u2060", "😀", "\u0301", "’"])
def test_marks_without_a_word_are_kept_for_the_field_and_not_looked_for(typed: str) -> None:
    found = asked(urlencode({"q": typed}))
    assert (found.text, found.words.wordless, found.anything) == ("", True, False)
    assert found.words.typed in (typed, "")
    assert "q" not in found.address


def test_blanks_are_no_question_and_one_word_among_marks_is() -> None:
    assert not asked("q=+%09").words.wordless
    found = asked(urlencode({"q": "((( sleep ***"}))
    assert (found.text, found.words.wordless) == ("((( sleep ***", False)
