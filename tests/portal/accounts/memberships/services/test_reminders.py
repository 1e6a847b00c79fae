"""Who is written to about a request that waits: approvers, officers where there are none, and once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.memberships.models import (
    DAYS_OF_WARNING,
    DAYS_TO_ANSWER,
    MembershipRequest,
)
from portal.accounts.memberships.services import requests
from portal.accounts.memberships.services.reminders import remind_of_requests
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.due import run_due
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

REMINDED = "school-request-reminder"


@pytest.fixture
def officer() -> User:
    made: User = UserFactory(groups=["Officers"])
    return made


def ask(*, approver: bool) -> MembershipRequest:
    school = SchoolFactory(email_domain="school.example")
    if approver:
        make_member(school, Membership.Role.APPROVER)
    person = PersonFactory(user=UserFactory())
    return requests.ask_to_join(person=person, school=school, role="senco", words="From Monday.")


def make_old(request: MembershipRequest, *, days: int) -> None:
    asked_at = clock.now() - timedelta(days=days)
    MembershipRequest.objects.filter(pk=request.pk).update(asked_at=asked_at)


def letters(kind: str) -> list[Message]:
    return list(Message.objects.filter(template_key=kind))


def test_officers_read_of_a_request_that_only_they_can_answer(officer: User) -> None:
    UserFactory(groups=["Content editors"])
    UserFactory(groups=["Officers"], is_active=False)
    asked = ask(approver=False)
    (letter,) = letters("school-request-for-officers")
    assert letter.to == officer.email
    assert f"/admin/membership_requests/inspect/{asked.pk}/" in letter.body
    assert asked.person.name in letter.subject
    assert "From Monday." in letter.body


def test_officers_are_not_written_to_where_the_school_can_answer(officer: User) -> None:
    ask(approver=True)
    assert not Message.objects.filter(to=officer.email).exists()
    assert len(letters("school-request-asked")) == 1


def test_an_approver_who_asks_for_another_role_leaves_the_answer_to_officers(officer: User) -> None:
    head = make_member(SchoolFactory(), Membership.Role.APPROVER)
    requests.ask_to_join(person=head.person, school=head.school, role="staff")
    assert [letter.to for letter in letters("school-request-for-officers")] == [officer.email]


def test_an_approver_who_cannot_sign_in_does_not_keep_it_from_officers(officer: User) -> None:
    school = SchoolFactory()
    make_member(school, Membership.Role.APPROVER, is_active=False)
    requests.ask_to_join(person=PersonFactory(user=UserFactory()), school=school, role="staff")
    assert [letter.to for letter in letters("school-request-for-officers")] == [officer.email]


def test_an_officer_who_asks_is_not_asked_to_answer(officer: User) -> None:
    requests.ask_to_join(person=PersonFactory(user=officer), school=SchoolFactory(), role="staff")
    assert not letters("school-request-for-officers")


def test_an_officer_in_two_groups_reads_one_mail() -> None:
    UserFactory(groups=["Officers", "Administrators"])
    ask(approver=False)
    assert len(letters("school-request-for-officers")) == 1


def test_approvers_are_reminded_a_week_before_a_request_lapses_and_only_once(officer: User) -> None:
    asked, young = ask(approver=True), ask(approver=True)
    make_old(asked, days=DAYS_TO_ANSWER - DAYS_OF_WARNING)
    make_old(young, days=DAYS_TO_ANSWER - DAYS_OF_WARNING - 1)
    assert remind_of_requests() == 1
    assert remind_of_requests() == 0
    (letter,) = letters(REMINDED)
    approver = Membership.objects.approvers().get(school=asked.school)
    asked.refresh_from_db()
    assert letter.to == approver.person.email
    assert clock.say_date(asked.lapses_on) in letter.body
    assert f"/accounts/schools/{asked.school_id}/requests/{asked.pk}/" in letter.body
    assert not letters(f"{REMINDED}-for-officers")


def test_officers_are_reminded_where_the_approver_has_gone_meanwhile(officer: User) -> None:
    asked = ask(approver=True)
    Membership.objects.filter(school=asked.school).update(ended_on=clock.today())
    make_old(asked, days=DAYS_TO_ANSWER - 1)
    remind_of_requests()
    assert [letter.to for letter in letters(f"{REMINDED}-for-officers")] == [officer.email]
    assert not letters(REMINDED)


@pytest.mark.parametrize("state", ["withdrawn", "lapsed"])
def test_nobody_is_reminded_of_what_has_an_end(state: str) -> None:
    asked = ask(approver=True)
    make_old(asked, days=DAYS_TO_ANSWER - 1)
    MembershipRequest.objects.filter(pk=asked.pk).update(state=state, decided_at=clock.now())
    assert remind_of_requests() == 0
    assert not letters(REMINDED)


def test_the_worker_lets_old_requests_lapse_and_reminds_of_the_others() -> None:
    over, soon = ask(approver=True), ask(approver=True)
    make_old(over, days=DAYS_TO_ANSWER)
    make_old(soon, days=DAYS_TO_ANSWER - 1)
    assert run_due() == []
    assert len(letters("school-request-lapsed")) == len(letters(REMINDED)) == 1
    assert soon.person.name in letters(REMINDED)[0].subject
