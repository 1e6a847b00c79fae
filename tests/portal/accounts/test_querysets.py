"""Who belongs to a school today."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Membership, Person
from portal.base import clock
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "belongs"),
    [(0, None, True), (-1, 1, True), (-1, 0, False), (1, None, False), (1, 30, False)],
)
def test_a_membership_counts_from_its_first_day_until_the_day_it_ends(
    starts_in: int, ends_in: int | None, belongs: bool
) -> None:
    today = clock.today()
    user = UserFactory()
    membership = MembershipFactory(
        person=PersonFactory(user=user),
        started_on=today + timedelta(days=starts_in),
        ended_on=None if ends_in is None else today + timedelta(days=ends_in),
    )
    assert Membership.objects.current().exists() == belongs
    assert Membership.objects.of_user(user).exists() == belongs
    assert Person.objects.known_to(membership.school).exists() == belongs


def test_one_membership_has_to_be_current_and_of_the_school_at_once() -> None:
    person, school = PersonFactory(), SchoolFactory()
    MembershipFactory(person=person)
    MembershipFactory(person=person, school=school, started_on=clock.today() + timedelta(days=1))
    assert not Person.objects.known_to(school).exists()


def test_somebody_belongs_to_no_school_that_has_closed() -> None:
    user = UserFactory()
    for days in (0, 1):
        school = SchoolFactory(closed_on=clock.today() + timedelta(days=days))
        MembershipFactory(person=PersonFactory(user=user) if not days else user.person, school=school)
    assert [row.school for row in Membership.objects.of_user(user)] == [school]
