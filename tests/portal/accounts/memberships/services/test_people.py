"""What an approver changes about the school's people, and what people change about themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.memberships.errors import LastApprover, MembershipRefused, NotYours
from portal.accounts.memberships.models import MembershipEvent, MembershipRequest
from portal.accounts.memberships.services import people
from portal.accounts.memberships.services.requests import ask_to_join, confirm_request
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def user_of(membership: Membership) -> User:
    assert membership.person.user is not None
    return membership.person.user


def test_an_approver_changes_a_role_and_the_person_is_told() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "staff")
    changed = people.change_role(membership=member, role="senco", actor=user_of(head))
    assert changed.role == "senco"
    letter = Message.objects.get(template_key="school-role-changed")
    assert letter.to == member.person.email
    assert head.person.name in letter.body


def test_a_role_that_stays_the_same_tells_nobody() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "staff")
    assert people.change_role(membership=member, role="staff", actor=user_of(head)) == member
    assert not Message.objects.exists()


@pytest.mark.parametrize("role", ["senco", "business", "staff"])
def test_others_of_the_school_change_nothing(role: str) -> None:
    actor = make_member(SchoolFactory(), role)
    member = make_member(actor.school, "staff")
    with pytest.raises(NotYours):
        people.change_role(membership=member, role="senco", actor=user_of(actor))
    with pytest.raises(NotYours):
        people.end_for(membership=member, ended_on=clock.today(), actor=user_of(actor))


def test_the_approver_of_another_school_changes_nothing() -> None:
    stranger = make_member(SchoolFactory(), "approver")
    member = make_member(SchoolFactory(), "staff")
    with pytest.raises(NotYours):
        people.end_for(membership=member, ended_on=clock.today(), actor=user_of(stranger))


def test_ending_a_membership_says_when_and_by_whom() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "senco")
    people.end_for(membership=member, ended_on=clock.today(), actor=user_of(head))
    assert not Membership.objects.current().filter(person=member.person).exists()
    event = MembershipEvent.objects.get(kind="ended")
    assert (event.actor, event.person) == (user_of(head), member.person)
    assert Message.objects.get(template_key="school-membership-ended").to == member.person.email


def test_a_last_day_can_be_said_ahead_and_moved_until_it_comes() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "senco")
    later = clock.today() + timedelta(days=60)
    people.end_for(membership=member, ended_on=later, actor=user_of(head))
    assert Membership.objects.current().filter(pk=member.pk).exists()
    member.refresh_from_db()
    people.end_for(membership=member, ended_on=clock.today(), actor=user_of(head))
    assert not Membership.objects.current().filter(pk=member.pk).exists()


@pytest.mark.parametrize("days", [-100_000, 400])
def test_a_last_day_before_the_first_or_years_ahead_is_refused(days: int) -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "senco")
    with pytest.raises(ValidationError) as refused:
        people.end_for(
            membership=member, ended_on=clock.today() + timedelta(days=days), actor=user_of(head)
        )
    assert "ended_on" in refused.value.message_dict


def test_the_last_approver_stays_until_another_is_named() -> None:
    head = make_member(SchoolFactory(), "approver")
    deputy = make_member(head.school, "staff")
    actor = user_of(head)
    with pytest.raises(LastApprover):
        people.end_for(membership=head, ended_on=clock.today(), actor=actor)
    with pytest.raises(LastApprover):
        people.change_role(membership=head, role="staff", actor=actor)
    with pytest.raises(LastApprover):
        people.leave(memberships=[head], ended_on=clock.today(), actor=actor)
    people.end_for(membership=head, ended_on=clock.today(), actor=actor, successor=deputy)
    assert Membership.objects.approvers().get(school=head.school).person == deputy.person


def test_a_last_day_ahead_counts_as_leaving() -> None:
    head = make_member(SchoolFactory(), "approver")
    with pytest.raises(LastApprover):
        people.leave(
            memberships=[head], ended_on=clock.today() + timedelta(days=90), actor=user_of(head)
        )


def test_a_successor_is_of_the_same_school() -> None:
    head, stranger = (make_member(SchoolFactory(), "approver") for _twice in range(2))
    with pytest.raises(NotYours):
        people.end_for(membership=head, ended_on=clock.today(), actor=user_of(head), successor=stranger)
    assert Membership.objects.approvers().count() == 2


def test_officers_may_end_the_last_approver() -> None:
    head = make_member(SchoolFactory(), "approver")
    officer = UserFactory(groups=["Officers"])
    people.end_for(membership=head, ended_on=clock.today(), actor=officer)
    assert not Membership.objects.approvers().exists()
    assert "The service entered it" in Message.objects.get().body


def test_what_is_over_is_not_changed() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "senco")
    Membership.objects.filter(pk=member.pk).update(ended_on=clock.today())
    with pytest.raises(MembershipRefused, match="any more"):
        people.change_role(membership=member, role="staff", actor=user_of(head))


def test_leaving_tells_the_approvers() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "senco")
    people.leave(memberships=[member], ended_on=clock.today(), actor=user_of(member))
    letter = Message.objects.get(template_key="school-colleague-left")
    assert letter.to == head.person.email


def test_nobody_leaves_for_somebody_else() -> None:
    head = make_member(SchoolFactory(), "approver")
    member = make_member(head.school, "senco")
    with pytest.raises(NotYours):
        people.leave(memberships=[member], ended_on=clock.today(), actor=user_of(head))


def test_moving_ends_one_school_and_asks_for_the_next() -> None:
    member, target = make_member(SchoolFactory(), "senco"), SchoolFactory()
    asked = people.move(
        person=member.person,
        memberships=[member],
        ended_on=clock.today(),
        school=target,
        role="senco",
        words="",
        actor=user_of(member),
    )
    assert asked.school == target
    assert not Membership.objects.current().filter(person=member.person).exists()


def test_a_move_that_cannot_be_asked_for_ends_nothing() -> None:
    member = make_member(SchoolFactory(), "senco")
    with pytest.raises(MembershipRefused):
        people.move(
            person=member.person,
            memberships=[member],
            ended_on=clock.today(),
            school=SchoolFactory(closed_on=clock.today()),
            role="senco",
            words="",
            actor=user_of(member),
        )
    assert Membership.objects.current().filter(pk=member.pk).exists()
    assert not MembershipRequest.objects.exists()


def test_somebody_may_be_senco_at_one_school_and_business_manager_at_another() -> None:
    person = PersonFactory(user=UserFactory())
    for role in ("senco", "business"):
        head = make_member(SchoolFactory(), "approver")
        asked = ask_to_join(person=person, school=head.school, role=role)
        confirm_request(request=asked, actor=user_of(head))
    roles = Membership.objects.of_user(person.user).values_list("role", flat=True)
    assert set(roles) == {"senco", "business"}


def test_an_approver_whose_sign_in_is_closed_does_not_look_after_a_school() -> None:
    head = make_member(SchoolFactory(), "approver")
    other = make_member(head.school, "approver")
    user = user_of(other)
    user.is_active = False
    user.save()
    with pytest.raises(LastApprover):
        people.leave(memberships=[head], ended_on=clock.today(), actor=user_of(head))
    assert list(Membership.objects.approvers().filter(school=head.school)) == [head]


def test_an_approver_ends_another_whose_sign_in_is_closed() -> None:
    head = make_member(SchoolFactory(), "approver")
    shut_out = make_member(head.school, "approver")
    user = user_of(shut_out)
    user.is_active = False
    user.save()
    people.end_for(membership=shut_out, ended_on=clock.today(), actor=user_of(head))
    assert list(Membership.objects.current().filter(school=head.school)) == [head]
