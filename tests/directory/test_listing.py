"""The directory's lists: filters, letters and pages, and addresses that mean nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from directory.listing import Listing, listing
from portal.vocabulary.models import AreaOfNeed
from tests.factories.directory import (
    OrganisationFactory,
    ResourceFactory,
    ResourceTypeFactory,
    ServiceFactory,
)
from tests.factories.vocabulary import (
    AreaOfNeedFactory,
    AudienceFactory,
    DistrictFactory,
    LevelFactory,
    NeedFactory,
    PhaseFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def read(address: str = "") -> Listing:
    return listing(QueryDict(address))


def titles(address: str = "") -> list[str]:
    return [card.title for card in read(address).cards]


@pytest.mark.parametrize("typed", ["((((", "*** ???", "\u200b"])
def test_what_has_no_word_leaves_the_list_and_is_said_to_be_of_no_use(typed: str) -> None:
    ResourceFactory(title="Now and next board")
    found = read(urlencode({"q": typed}))
    assert [card.title for card in found.cards] == ["Now and next board"]
    assert found.words in (typed, "") and found.chips == []
    assert "no word to look for" in " ".join(found.notices)


def test_resources_come_first_and_from_a_to_z() -> None:
    ResourceFactory(title="Now and next board")
    ResourceFactory(title="Autism checklist")
    ServiceFactory(title="Clinic")
    assert titles() == ["Autism checklist", "Now and next board"]


def test_each_kind_has_its_list_and_its_count() -> None:
    ServiceFactory(title="Clinic", organisation=OrganisationFactory(title="Team"))
    assert titles("kind=service") == ["Clinic"]
    assert titles("kind=organisation") == ["Team"]
    assert {tab.label: tab.count for tab in read().tabs} == {
        "Resources": 0,
        "Services": 1,
        "Organisations": 1,
    }


def test_drafts_are_in_no_list_and_no_count() -> None:
    ResourceFactory(live=False)
    page = read()
    assert page.cards == []
    assert page.count_words == "No resources"
    assert page.tabs[0].count == 0


@pytest.mark.parametrize(
    ("count", "words"), [(0, "No resources"), (1, "1 resource"), (2, "2 resources")]
)
def test_the_count_is_said_in_words(count: int, words: str) -> None:
    ResourceFactory.create_batch(count)
    assert read().count_words == words


def test_values_of_one_filter_add_up_and_filters_narrow_each_other() -> None:
    autism, slcn, early = (
        NeedFactory(slug="autism-x"),
        NeedFactory(slug="slcn-x"),
        PhaseFactory(slug="early-x"),
    )
    ResourceFactory(title="A", needs=[autism])
    ResourceFactory(title="B", needs=[slcn], phases=[early])
    ResourceFactory(title="C")
    assert titles("need=autism-x&need=slcn-x") == ["A", "B"]
    assert titles("need=autism-x&need=slcn-x&phase=early-x") == ["B"]


def test_a_broad_need_includes_the_narrower_ones() -> None:
    broad = NeedFactory(slug="broad-x")
    narrow = NeedFactory(slug="narrow-x", parent=broad)
    ResourceFactory(title="Narrow", needs=[narrow])
    ResourceFactory(title="Narrowest", needs=[NeedFactory(slug="narrowest-x", parent=narrow)])
    assert titles("need=broad-x") == ["Narrow", "Narrowest"]


def test_type_level_and_audience_narrow_resources() -> None:
    level, audience, kind = (
        LevelFactory(slug="lv"),
        AudienceFactory(slug="au"),
        ResourceTypeFactory(slug="ty"),
    )
    ResourceFactory(title="All", level=level, audiences=[audience], resource_type=kind)
    ResourceFactory(title="None")
    for address in ("level=lv", "audience=au", "type=ty"):
        assert titles(address) == ["All"], address


def test_an_area_of_need_includes_services_known_by_their_needs_alone() -> None:
    area = AreaOfNeedFactory(slug="communication-and-interaction")
    other = AreaOfNeed.objects.exclude(pk=area.pk).first() or AreaOfNeedFactory(slug="other-area")
    need = NeedFactory(area=area)
    ServiceFactory(title="By area", area_of_need=area)
    ServiceFactory(title="By need", needs=[need])
    ServiceFactory(title="Another area", area_of_need=other, needs=[need])
    assert titles("kind=service&dimension=communication-and-interaction") == ["By area", "By need"]


def test_a_district_finds_what_serves_it_and_what_serves_all_of_kent() -> None:
    near, far = DistrictFactory(slug="near-x"), DistrictFactory(slug="far-x")
    ServiceFactory(title="All of Kent")
    ServiceFactory(title="Far", districts=[far])
    ServiceFactory(title="Near", districts=[near])
    assert titles("kind=service&district=near-x") == ["All of Kent", "Near"]


def test_a_letter_shows_what_begins_with_it() -> None:
    for title in ("Autism checklist", "anxiety cards", "Board games", "5 a day"):
        ResourceFactory(title=title)
    assert titles("letter=a") == ["anxiety cards", "Autism checklist"]
    assert titles("letter=0-9") == ["5 a day"]
    linked = [letter.label for letter in read().letters if letter.url]
    assert linked == ["A", "B", "0-9"]


def test_a_letter_keeps_the_filters() -> None:
    ResourceFactory(title="Autism", level=LevelFactory(slug="lv"))
    letter = next(letter for letter in read("level=lv&page=2").letters if letter.url)
    assert letter.url == "?level=lv&letter=a"


def test_long_lists_come_in_pages() -> None:
    ResourceFactory.create_batch(21)
    assert len(read().cards) == 20
    assert len(read("page=2").cards) == 1
    assert [item["number"] for item in read().pages["items"]] == [1, 2]


@pytest.mark.parametrize(
    "address", ["page=-1", "page=0", "page=abc", "page=100000000000000000000", "page=1.5"]
)
def test_a_page_that_means_nothing_says_so(address: str) -> None:
    ResourceFactory(title="Only one")
    page = read(address)
    assert [card.title for card in page.cards] == ["Only one"]
    assert any("There is no page" in notice for notice in page.notices)


@pytest.mark.parametrize(
    "address", ["kind=cake", "need=cake", "letter=cake", "dimension=cake", "letter=%C3%A9", "letter=AB"]
)
def test_unknown_values_are_named_and_left_out(address: str) -> None:
    ResourceFactory(title="Still here")
    page = read(address)
    assert [card.title for card in page.cards] == ["Still here"]
    assert any("We do not know the" in notice for notice in page.notices)


def test_a_filter_that_the_list_does_not_have_is_named() -> None:
    DistrictFactory(slug="near-x")
    assert read("district=near-x").notices == [
        "This list cannot be narrowed by district, so we left that out."
    ]


def test_where_nothing_fits_there_is_somewhere_else_to_look() -> None:
    ServiceFactory()
    assert [action["label"] for action in read().instead] == [
        "All resources",
        "Services",
        "Organisations",
        "Search the whole site",
    ]


def test_a_letter_without_entries_can_still_be_seen_to_be_chosen() -> None:
    chosen = [letter for letter in read("letter=z").letters if letter.current]
    assert [(letter.label, bool(letter.url)) for letter in chosen] == [("Z", True)]


def counts(page: Listing, name: str) -> dict[str, int | None]:
    group = next(group for group in page.groups if group.name == name)
    return {box.value: box.count for box in (*group.items, *group.more)}


def test_words_are_understood_and_the_best_match_comes_first(search_index: Any) -> None:
    need = NeedFactory(slug="x-mutism", name="Quiet children", parent_words="won't talk at school")
    ResourceFactory(title="A small step", needs=[need])
    ResourceFactory(title="Won't talk: first things to try", needs=[need])
    ResourceFactory(title="Board")
    search_index()
    assert titles("q=wont+talk") == ["Won't talk: first things to try", "A small step"]
    assert titles("q=wont+talk&letter=a") == ["A small step"]


def test_values_are_counted_with_the_other_filters(search_index: Any) -> None:
    checklist, guide = ResourceTypeFactory(slug="checklist"), ResourceTypeFactory(slug="guide")
    need = NeedFactory(slug="autism")
    ResourceFactory(title="One", resource_type=checklist, needs=[need])
    ResourceFactory(title="Two", resource_type=guide)
    ServiceFactory(title="Three", needs=[need])
    search_index()
    page = read("need=autism&type=guide")
    assert {name: count for name, count in counts(page, "type").items() if count} == {"checklist": 1}
    assert counts(read("type=guide"), "need").get("autism", 0) == 0
    assert counts(read(), "need")["autism"] == 1


def test_letters_and_no_engine_leave_counts_out(search_index: Any) -> None:
    ResourceFactory(title="One about sleep", needs=[NeedFactory(slug="autism")])
    assert titles("q=sleep") == ["One about sleep"]
    assert counts(read(), "need")["autism"] is None
    search_index()
    assert counts(read("letter=o"), "need")["autism"] is None
    assert counts(read(), "need")["autism"] == 1


def test_words_are_a_tag_that_takes_them_away() -> None:
    assert [chip.remove_href for chip in read("q=sleep").chips] == ["?"]
    assert read("kind=organisation&q=sleep").chips == []
