"""A course's page says before anybody books that a head or approver has to agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from bookings.places.approvals.notice import FACT, agrees_first
from portal.accounts.models import Membership
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import MembershipFactory, SchoolFactory, UserFactory, sign_in
from tests.factories.places import make_booker
from tests.factories.training import CoursePageFactory, SessionFactory, in_a_week
from tests.factories.vocabulary import AudienceFactory
from training.models import CoursePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


def course(**given: Any) -> CoursePage:
    """A course with a date."""
    page: CoursePage = CoursePageFactory(**given)
    SessionFactory(course=page, starts_at=in_a_week())
    return page


def shown(client: Client, page: CoursePage) -> tuple[str, str]:
    """The facts of the course's page, and what stands beside its dates."""
    soup = BeautifulSoup(client.get(page.href).content, "html.parser")
    dates = soup.find(id="dates")
    assert soup.main is not None and dates is not None and dates.parent is not None
    facts = soup.main.find(class_="kd-facts")
    assert facts is not None
    return facts.get_text(" ", strip=True), dates.parent.get_text(" ", strip=True)


def test_a_course_that_asks_says_so_to_everybody(client: Client) -> None:
    facts, dates = shown(client, course(needs_approval=True))
    assert FACT in facts
    assert "a head or approver of your school has to agree" in dates
    assert "72 hours" in dates and "Nothing is confirmed or owed before" in dates


def test_a_course_that_asks_nobody_says_nothing(client: Client) -> None:
    said = " ".join(shown(client, course()))
    assert FACT not in said and "has to agree" not in said


def test_a_school_that_asks_is_named_to_those_who_book_for_it(client: Client) -> None:
    page = course()
    user, person, _school = make_booker(
        SchoolFactory(name="St Anne’s & Co", bookings_need_approval=True)
    )
    MembershipFactory(person=person, school=SchoolFactory(name="Another School"))
    sign_in(client, user, mfa=False)
    facts, dates = shown(client, page)
    assert FACT in facts
    assert "a head or approver of St Anne’s & Co has to agree" in dates and "Another School" not in dates


def test_each_school_is_named_where_the_course_asks(client: Client) -> None:
    page = course(needs_approval=True)
    user, person, _school = make_booker(SchoolFactory(name="Beach School"))
    MembershipFactory(person=person, school=SchoolFactory(name="Acorn School"))
    sign_in(client, user, mfa=False)
    assert "of Acorn School and Beach School has to agree" in shown(client, page)[1]


def test_heads_and_approvers_are_not_told_as_they_are_not_asked(client: Client) -> None:
    page = course(needs_approval=True)
    user, _person, _school = make_booker(role=Membership.Role.APPROVER)
    sign_in(client, user, mfa=False)
    assert "has to agree" not in " ".join(shown(client, page))


def test_who_belongs_to_no_school_yet_reads_what_the_course_asks(client: Client) -> None:
    page = course(needs_approval=True)
    sign_in(client, UserFactory(), mfa=False)
    assert "of your school has to agree" in shown(client, page)[1]


def test_families_are_never_told_as_they_answer_for_themselves(client: Client) -> None:
    audience = AudienceFactory(group=AudienceGroup.FAMILY)
    page = course(needs_approval=True, audiences=[audience])
    assert "has to agree" not in " ".join(shown(client, page))


def test_it_takes_one_query_however_many_schools(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    page = course()
    user, person, _school = make_booker()
    for _school in range(4):
        MembershipFactory(person=person, school=SchoolFactory(bookings_need_approval=True))
    with django_assert_num_queries(1):
        assert agrees_first(page, user)
