"""An invitation makes only who reads the invited mailbox part of the school."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from portal.accounts.memberships.errors import (
    AlreadyAnswered,
    MembershipRefused,
    NotYours,
    TooManyRequests,
)
from portal.accounts.memberships.models import DAYS_TO_ACCEPT, MembershipEvent, SchoolInvitation
from portal.accounts.memberships.services import invitations
from portal.accounts.models import Membership, School, User
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.retention import keep_to
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

EMAIL = "bola@oakfield.example"


def head_of(school: School) -> User:
    user = make_member(school, "approver").person.user
    assert user is not None
    return user


def invite(head: User | None = None, school: School | None = None, **given: str) -> SchoolInvitation:
    place = school or SchoolFactory()
    return invitations.invite_colleague(
        school=place,
        name="Bola Example",
        email=given.get("email", EMAIL),
        role=given.get("role", "senco"),
        actor=head or head_of(place),
    )


def test_an_invitation_goes_out_with_a_link_that_opens_nothing_by_itself() -> None:
    made = invite()
    letter = Message.objects.get()
    assert letter.to == EMAIL
    assert f"/accounts/schools/invitations/{made.uid}/" in letter.body
    assert Membership.objects.exclude(role="approver").count() == 0


def test_who_has_confirmed_the_email_joins_by_the_invitation_alone() -> None:
    made, user = invite(), UserFactory(email=EMAIL)
    joined = invitations.accept_invitation(invitation=made, actor=user)
    assert (joined.person.user, joined.role, joined.school) == (user, "senco", made.school)
    assert invitations.accept_invitation(invitation=made, actor=user) == joined
    assert MembershipEvent.objects.filter(kind="joined", actor=made.invited_by).count() == 1


def test_the_email_in_capitals_is_the_same() -> None:
    made = invite(email="Bola@Oakfield.Example")
    assert invitations.accept_invitation(invitation=made, actor=UserFactory(email=EMAIL))


def test_another_email_or_one_not_confirmed_opens_nothing() -> None:
    made = invite()
    for user in (UserFactory(), UserFactory(email=EMAIL, verified=False)):
        with pytest.raises(NotYours):
            invitations.accept_invitation(invitation=made, actor=user)
    assert not Membership.objects.filter(role="senco").exists()


def test_a_second_confirmed_email_counts_too() -> None:
    made, user = invite(), UserFactory()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=False)
    assert invitations.accept_invitation(invitation=made, actor=user).person.user == user


def test_the_colleague_whom_the_school_knew_without_a_sign_in_is_the_same_person() -> None:
    made = invite()
    known = PersonFactory(email=EMAIL)
    joined = invitations.accept_invitation(invitation=made, actor=UserFactory(email=EMAIL))
    assert joined.person == known


def test_inviting_again_sends_no_second_mail() -> None:
    school = SchoolFactory()
    head = head_of(school)
    assert invite(head, school) == invite(head, school)
    assert Message.objects.count() == 1
    with pytest.raises(MembershipRefused, match="Withdraw that invitation"):
        invite(head, school, role="staff")


def test_a_colleague_who_is_that_already_is_not_invited() -> None:
    school = SchoolFactory()
    make_member(school, "senco", email=EMAIL)
    with pytest.raises(MembershipRefused, match="already"):
        invite(school=school)


@pytest.mark.parametrize("role", ["senco", "business", "staff"])
def test_only_approvers_invite_and_withdraw(role: str) -> None:
    school = SchoolFactory()
    other = make_member(school, role).person.user
    with pytest.raises(NotYours):
        invite(other, school)
    with pytest.raises(NotYours):
        invitations.withdraw_invitation(invitation=invite(school=school), actor=other)  # type: ignore[arg-type]


def test_a_withdrawn_or_lapsed_invitation_opens_nothing() -> None:
    user = UserFactory(email=EMAIL)
    withdrawn = invite()
    invitations.withdraw_invitation(invitation=withdrawn, actor=withdrawn.invited_by)  # type: ignore[arg-type]
    lapsed = invite()
    too_old = clock.now() - timedelta(days=DAYS_TO_ACCEPT + 1)
    SchoolInvitation.objects.filter(pk=lapsed.pk).update(invited_at=too_old)
    for made in (withdrawn, lapsed):
        with pytest.raises(AlreadyAnswered):
            invitations.accept_invitation(invitation=made, actor=user)
    assert invitations.lapse_invitations() == 1
    assert invitations.lapse_invitations() == 0


def test_an_invitation_ends_with_the_rights_of_who_sent_it() -> None:
    made = invite()
    Membership.objects.filter(role="approver").update(ended_on=clock.today())
    with pytest.raises(MembershipRefused, match="invite you again"):
        invitations.accept_invitation(invitation=made, actor=UserFactory(email=EMAIL))


def test_a_closed_school_takes_nobody() -> None:
    made = invite()
    officer = UserFactory(groups=["Officers"])
    SchoolInvitation.objects.update(invited_by=officer)
    School.objects.update(closed_on=clock.today())
    with pytest.raises(MembershipRefused, match="has closed"):
        invitations.accept_invitation(invitation=made, actor=UserFactory(email=EMAIL))


def test_one_approver_invites_so_many_in_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_IN_A_DAY", 2)
    school = SchoolFactory()
    head = head_of(school)
    for number in range(2):
        invite(head, school, email=f"c{number}@oakfield.example")
    with pytest.raises(TooManyRequests):
        invite(head, school)


def test_settled_invitations_are_forgotten_after_a_time_and_the_record_stays() -> None:
    old, young = invite(), invite(email="young@oakfield.example")
    for made in (old, young):
        invitations.withdraw_invitation(invitation=made, actor=made.invited_by)  # type: ignore[arg-type]
    long_ago = clock.now() - timedelta(days=invitations.DAYS_TO_FORGET)
    SchoolInvitation.objects.filter(pk=old.pk).update(settled_at=long_ago)
    assert keep_to(invitations.OLD_INVITATIONS) == 1
    assert list(SchoolInvitation.objects.all()) == [young]
    assert MembershipEvent.objects.filter(school=old.school, kind="invited").exists()
