"""Sessions for families: what is listed, and how what a family ticks narrows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from parents.listing import FamilySessions, family_sessions
from portal.vocabulary.choices import AudienceGroup
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def family_course(title: str, **kwargs: Any) -> Any:
    audience = AudienceFactory(slug="family-x", group=AudienceGroup.FAMILY)
    return CoursePageFactory(title=title, audiences=[audience], **kwargs)


def read(address: str = "") -> FamilySessions:
    return family_sessions(QueryDict(address))


def titles(address: str = "") -> list[str]:
    return [card.title for card in read(address).cards]


def held_in(title: str, district: str) -> None:
    venue = VenueFactory(district=DistrictFactory(slug=district))
    SessionFactory(course=family_course(title), format="in-person", venue=venue)


def test_only_what_families_can_come_to_is_listed() -> None:
    CoursePageFactory(title="For teachers")
    family_course("For families")
    assert titles() == ["For families"]


def test_drafts_and_withdrawn_sessions_are_not_listed() -> None:
    family_course("Draft", live=False)
    family_course("Gone", withdrawn_on="2020-01-01")
    assert titles() == []


def test_what_is_soonest_comes_first_and_what_has_no_date_last() -> None:
    family_course("Some day")
    SessionFactory(course=family_course("Next week"))
    assert titles() == ["Next week", "Some day"]


def test_an_area_is_asked_for_in_plain_words() -> None:
    area = AreaOfNeedFactory(slug="area-x", name="Jargon", plain_name="Talking and understanding")
    family_course("About talking", area_of_need=area)
    family_course("About reading", area_of_need=AreaOfNeedFactory(slug="area-y"))
    assert titles("dimension=area-x") == ["About talking"]
    assert "Talking and understanding" in {choice.text for choice in read().areas}


def test_online_finds_what_can_be_joined_from_home() -> None:
    SessionFactory(course=family_course("From home"), format="online")
    held_in("In Thanet", "thanet-x")
    assert titles("format=online") == ["From home"]
    assert titles("format=in-person") == ["In Thanet"]


def test_near_me_finds_what_is_held_there() -> None:
    held_in("In Thanet", "thanet-x")
    held_in("In Dover", "dover-x")
    SessionFactory(course=family_course("From home"), format="online")
    assert titles("district=thanet-x") == ["In Thanet"]


def test_online_or_near_me_finds_both() -> None:
    held_in("In Thanet", "thanet-x")
    held_in("In Dover", "dover-x")
    SessionFactory(course=family_course("From home"), format="online")
    assert set(titles("district=thanet-x&format=online")) == {"In Thanet", "From home"}


def test_unknown_values_are_named_and_left_out() -> None:
    family_course("Still here")
    page = read("dimension=cake&format=telepathy&district=atlantis")
    assert [card.title for card in page.cards] == ["Still here"]
    (notice,) = page.notices
    for named in ("the difficulty “cake”", "the district “atlantis”", "the way to come “telepathy”"):
        assert named in notice
    assert notice.endswith("so we left it out.")


def test_the_count_is_said_in_words() -> None:
    assert read().count_words == "No sessions for families"
    family_course("One")
    assert read().count_words == "1 session for families"


def test_a_card_names_its_area_in_plain_words() -> None:
    family_course(
        "A", area_of_need=AreaOfNeedFactory(slug="area-x", name="Jargon", plain_name="Talking")
    )
    assert [card.area.name for card in read().cards] == ["Talking"]
