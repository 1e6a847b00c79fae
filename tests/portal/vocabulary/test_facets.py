"""Filters read from an address: known values are chosen, unknown ones named and left out."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from portal.vocabulary.facets import FacetKind, read_closed, read_facets, replacing, say_unknown
from portal.vocabulary.models import Level

LEVEL = FacetKind("level", "Level", "levels")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def levels() -> None:
    for slug in ("low", "high"):
        Level.objects.update_or_create(
            slug=slug, defaults={"name": slug.title(), "plain_name": f"Plain {slug}"}
        )
    Level.objects.update_or_create(slug="old", defaults={"name": "Old", "retired": True})


def chosen(address: str) -> list[str]:
    return [term.slug for term in read_facets(QueryDict(address), [LEVEL]).by_name["level"].chosen]


def test_a_value_may_be_repeated() -> None:
    assert chosen("level=low&level=high&level=low") == ["low", "high"]


def test_unknown_values_are_named_and_left_out() -> None:
    facets = read_facets(QueryDict("level=low&level=lofty"), [LEVEL])
    assert facets.unknown == ("level “lofty”",)
    assert facets.ids("level") == [Level.objects.get(slug="low").pk]


def test_a_flood_of_unknown_values_is_cut_short() -> None:
    address = "&".join(f"level={'x' * 300}{number}" for number in range(500))
    unknown = read_facets(QueryDict(address), [LEVEL]).unknown
    assert len(unknown) == 5
    assert all(len(words) < 80 for words in unknown)


def test_empty_values_are_no_filter() -> None:
    assert not read_facets(QueryDict("level="), [LEVEL]).active


def test_a_retired_term_is_offered_only_where_it_is_chosen() -> None:
    offered = {choice.value for choice in read_facets(QueryDict(""), [LEVEL]).by_name["level"].items}
    assert "old" not in offered
    assert chosen("level=old") == ["old"]


def test_plain_words_are_for_families() -> None:
    facets = read_facets(QueryDict(""), [FacetKind("level", "Level", "levels", plain=True)])
    assert "Plain low" in {choice.text for choice in facets.by_name["level"].items}


def test_a_chip_takes_its_value_away_and_returns_to_the_first_page() -> None:
    facets = read_facets(QueryDict("level=low&level=high&page=3&kind=service"), [LEVEL])
    queries = {chip.label: QueryDict(chip.remove_href[1:]) for chip in facets.chips}
    assert queries["Low"].urlencode() == QueryDict("level=high&kind=service").urlencode()


def test_replacing_drops_what_is_empty() -> None:
    assert replacing(QueryDict("letter=b&page=2&level=low"), letter="") == "?level=low"


def test_a_closed_list_names_what_it_does_not_have() -> None:
    costs = {"free": "Free", "paid": "Chargeable"}
    facet, unknown = read_closed(
        QueryDict("cost=free&cost=any&cost=cake"), "cost", "Cost", costs, also=("any",)
    )
    assert facet.chosen == ("free",)
    assert [choice.value for choice in facet.items if choice.checked] == ["free"]
    assert unknown == ["cost “cake”"]


def test_a_noun_stands_for_a_label_that_no_sentence_can_hold() -> None:
    near = FacetKind("level", "Near me", "levels", noun="district")
    unknown = read_facets(QueryDict("level=cake"), [near]).unknown
    assert say_unknown(unknown) == "We do not know the district “cake”, so we left it out."


def test_nothing_is_said_when_all_is_known() -> None:
    assert say_unknown([]) == ""
