"""A course as a card of a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory, DistrictFactory
from training.cards import CourseCard, cards_of, is_for_families
from training.models import CoursePage, Session
from training.session_rows import say_day

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def card(**kwargs: Any) -> CourseCard:
    CoursePageFactory(**kwargs)
    (only,) = cards_of(CoursePage.objects.with_next())
    return only


def test_a_course_without_dates_promises_none() -> None:
    found = card()
    assert (found.when, found.left, found.more_dates) == ("", None, 0)
    assert found.place == "Live online"


def test_training_in_a_school_is_on_a_date_agreed() -> None:
    assert card(format="in-school").when == "On a date that you agree with us"


def test_the_core_offer_is_free_in_the_words_of_its_readers() -> None:
    assert card().cost == "Free to Kent schools"


def test_for_families_free_is_simply_free() -> None:
    family = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    assert card(audiences=[family]).cost == "Free"


def test_a_price_says_what_it_is_for() -> None:
    assert card(funding="chargeable", price_pence=9500).cost == "£95 a person, plus VAT"


def test_the_life_of_a_course_is_said_unless_it_is_current() -> None:
    day = clock.today() + timedelta(days=20)
    assert card(withdrawn_on=day).state == f"Ends on {say_day(day)}"


def test_a_current_course_has_no_state() -> None:
    assert card().state == ""


def test_a_card_shows_the_next_date_with_places_and_says_that_the_sooner_one_is_full() -> None:
    course, start = CoursePageFactory(), in_a_week()
    SessionFactory(course=course, starts_at=start, capacity=2, taken=2)
    later = SessionFactory(course=course, starts_at=start + timedelta(days=7), capacity=9, taken=2)
    (found,) = cards_of(CoursePage.objects.with_next())
    assert (found.start, found.left, found.places_words) == (later.starts_at, 7, "")
    assert found.sooner == f"{say_day(start)} is full"
    assert found.more_dates == 1


def test_a_sooner_date_that_is_closed_is_no_news() -> None:
    course, start = CoursePageFactory(), in_a_week()
    SessionFactory(course=course, starts_at=start, state="closed")
    SessionFactory(course=course, starts_at=start + timedelta(days=7))
    (found,) = cards_of(CoursePage.objects.with_next())
    assert (found.left, found.sooner) == (24, "")


def test_where_all_dates_are_full_the_soonest_is_shown() -> None:
    course, start = CoursePageFactory(), in_a_week()
    SessionFactory(course=course, starts_at=start, capacity=2, taken=2)
    SessionFactory(course=course, starts_at=start + timedelta(days=7), capacity=2, taken=2)
    (found,) = cards_of(CoursePage.objects.with_next())
    assert (found.start, found.left, found.sooner) == (start, 0, "")
    assert found.places_words == "Full: see the other dates"


def test_only_the_sessions_asked_for_count() -> None:
    course = CoursePageFactory()
    SessionFactory(course=course)
    SessionFactory(course=course, capacity=1, taken=1)
    (found,) = cards_of(CoursePage.objects.with_next(Session.objects.bookable()))
    assert (found.left, found.more_dates) == (24, 0)


def test_limits_to_districts_are_on_the_card() -> None:
    course = CoursePageFactory()
    SessionFactory(course=course, districts=[DistrictFactory(slug="thanet", name="Thanet")])
    (found,) = cards_of(CoursePage.objects.with_next())
    assert found.limits == "Only for schools and settings in Thanet."


def test_any_number_of_cards_takes_two_queries(django_assert_num_queries: Any) -> None:
    for _ in range(12):
        SessionFactory()
    cards_of(CoursePage.objects.with_next())
    with django_assert_num_queries(2):
        assert len(cards_of(CoursePage.objects.with_next())) == 12


def test_a_course_for_families_and_schools_is_not_for_families_alone() -> None:
    family = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    assert is_for_families([family.pk])
    assert not is_for_families([family.pk, AudienceFactory(slug="teacher").pk])
    assert not is_for_families([])
