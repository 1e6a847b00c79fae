"""Who belongs to a school, and which person a sign-in is."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts import services
from portal.accounts.models import Membership, Person, User
from portal.outbox.models import OutboxRow
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db

SEPTEMBER = date(2026, 9, 1)
OCTOBER = date(2026, 10, 1)


def join(membership: Membership, *, role: str = "senco", on: date = OCTOBER) -> Membership:
    return services.join_school(
        person=membership.person, school=membership.school, role=role, started_on=on
    )


def test_joining_a_school_makes_a_current_membership() -> None:
    person, school = PersonFactory(), SchoolFactory()
    services.join_school(person=person, school=school, role="senco", started_on=SEPTEMBER)
    assert list(Person.objects.known_to(school)) == [person]


def test_joining_again_in_the_same_role_changes_nothing() -> None:
    present = MembershipFactory(role="senco", started_on=SEPTEMBER)
    assert join(present) == present
    assert Membership.objects.get().started_on == SEPTEMBER


def test_another_role_ends_the_present_one_that_day() -> None:
    present = MembershipFactory(role="staff", started_on=SEPTEMBER)
    following = join(present)
    present.refresh_from_db()
    assert present.ended_on == following.started_on == OCTOBER


def test_another_role_cannot_begin_before_the_present_one() -> None:
    present = MembershipFactory(role="staff", started_on=OCTOBER)
    with pytest.raises(ValidationError) as refused:
        join(present, on=SEPTEMBER)
    assert "started_on" in refused.value.message_dict
    assert Membership.objects.get().ended_on is None


def test_somebody_can_belong_to_several_schools() -> None:
    person = PersonFactory()
    for school in (SchoolFactory(), SchoolFactory()):
        services.join_school(person=person, school=school, role="senco", started_on=SEPTEMBER)
    assert person.memberships.current().count() == 2


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        services.join_school(
            person=PersonFactory(), school=SchoolFactory(), role="king", started_on=SEPTEMBER
        )
    assert "role" in refused.value.message_dict


def test_an_ended_membership_no_longer_counts() -> None:
    membership = MembershipFactory(started_on=SEPTEMBER)
    services.end_membership(membership=membership, ended_on=OCTOBER)
    assert not Membership.objects.current().exists()


def test_ending_twice_keeps_the_first_end() -> None:
    membership = MembershipFactory(started_on=SEPTEMBER)
    services.end_membership(membership=membership, ended_on=OCTOBER)
    services.end_membership(membership=membership, ended_on=date(2026, 11, 1))
    assert Membership.objects.get().ended_on == OCTOBER


def test_a_membership_cannot_end_before_it_began() -> None:
    with pytest.raises(ValidationError):
        services.end_membership(membership=MembershipFactory(), ended_on=date(2026, 8, 31))


def test_the_database_itself_refuses_two_current_memberships() -> None:
    present = MembershipFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(person=present.person, school=present.school, role="staff")


def test_asking_for_the_person_twice_gives_the_same_person() -> None:
    user = UserFactory()
    assert services.person_for(user=user) == services.person_for(user=user)
    assert Person.objects.count() == 1


def test_a_known_person_is_claimed_only_with_a_confirmed_e_mail() -> None:
    known = PersonFactory(email="asha@school.example")
    impostor = UserFactory(email="asha@school.example", verified=False)
    assert services.person_for(user=impostor) != known


def test_a_person_who_signs_in_already_is_nobody_elses() -> None:
    taken = PersonFactory(user=UserFactory(), email="office@school.example")
    user = UserFactory(email="office@school.example")
    assert services.person_for(user=user) != taken


def test_a_password_set_through_a_link_does_not_confirm_a_second_address() -> None:
    user = UserFactory()
    second = EmailAddress.objects.create(user=user, email="second@school.example", verified=False)
    services.confirm_email_of_invited(user=user)
    second.refresh_from_db()
    assert not second.verified


def test_nobody_is_invited_twice_whatever_the_case_of_the_e_mail() -> None:
    services.invite(name="Asha Okafor", email="asha@school.example")
    assert OutboxRow.objects.get().key == str(User.objects.get().pk)
    with pytest.raises(ValidationError):
        services.invite(name="Asha Again", email="ASHA@school.example")
    assert User.objects.count() == OutboxRow.objects.count() == 1


def test_mail_to_an_address_of_ones_own_choice_is_left_alone() -> None:
    user = UserFactory(email="old@school.example", verified=False)
    person = PersonFactory(user=user, email="home@family.example")
    services.correct_unconfirmed_email(user=user, email="new@school.example")
    person.refresh_from_db()
    assert person.email == "home@family.example"
