"""Answers about who belongs to a school, given at the same moment, over HTTP."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from portal.accounts.memberships.models import MembershipEvent, MembershipRequest
from portal.accounts.memberships.services.requests import ask_to_join
from portal.accounts.models import Membership, School
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, make_member
from tests.races.clients import Answer, Press, press_together
from tests.races.crowd import cookie_of

pytestmark = pytest.mark.both_databases

EACH = 8


def approver(school: School) -> tuple[Membership, str]:
    member = make_member(school, "approver", email=f"{uuid.uuid4().hex}@race.example")
    return member, cookie_of(member.person.user)


def fine(answers: list[Answer]) -> bool:
    return all(answer.status == 302 for answer in answers)


def test_two_approvers_confirm_and_decline_at_once_and_one_of_them_counts(live_portal: str) -> None:
    for _round in range(EACH):
        school = SchoolFactory()
        _one, first = approver(school)
        _two, second = approver(school)
        asker = PersonFactory(user=UserFactory())
        asked = ask_to_join(person=asker, school=school, role="senco")
        Message.objects.all().delete()
        path = reverse("membership:decide", args=[school.pk, asked.pk])
        no = {"answer": "decline", "reason": "No."}
        presses = [
            Press(path, {"answer": "confirm"}, first),
            Press(path, no, second),
            Press(path, {"answer": "confirm"}, first),
            Press(path, no, second),
        ]
        assert fine(press_together(live_portal, presses))
        asked.refresh_from_db()
        belongs = Membership.objects.current().filter(person=asker).count()
        assert belongs == (1 if asked.state == "confirmed" else 0)
        answered = MembershipEvent.objects.filter(
            school=school, kind__in=["confirmed", "declined"]
        ).values_list("kind", flat=True)
        assert list(answered) == [asked.state]
        assert Message.objects.filter(to=asker.email).count() == 1


def test_somebody_who_presses_often_asks_once(live_portal: str) -> None:
    school, user = SchoolFactory(), UserFactory()
    approver(school)
    path = reverse("membership:ask", args=[school.pk])
    presses = [Press(path, {"role": "senco"}, cookie_of(user))] * 12
    assert fine(press_together(live_portal, presses))
    assert MembershipRequest.objects.count() == 1
    assert Message.objects.count() == 1


def test_two_last_approvers_who_leave_at_once_are_not_both_gone(live_portal: str) -> None:
    for _round in range(EACH):
        school = SchoolFactory()
        both = [approver(school) for _twice in range(2)]
        today = str(clock.today())
        presses = [
            Press(reverse("membership:end", args=[school.pk, row.pk]), {"ended_on": today}, cookie)
            for row, cookie in both
        ]
        answers = press_together(live_portal, presses)
        assert sorted(answer.status for answer in answers) == [200, 302]
        assert Membership.objects.approvers().filter(school=school).count() == 1


def test_withdrawing_while_it_is_confirmed_leaves_one_answer(live_portal: str) -> None:
    for _round in range(EACH):
        school, user = SchoolFactory(), UserFactory()
        _row, head = approver(school)
        asked = ask_to_join(person=PersonFactory(user=user), school=school, role="senco")
        presses = [
            Press(reverse("membership:decide", args=[school.pk, asked.pk]), {"answer": "confirm"}, head),
            Press(reverse("membership:withdraw", args=[asked.pk]), {}, cookie_of(user)),
        ]
        assert fine(press_together(live_portal, presses))
        asked.refresh_from_db()
        belongs = Membership.objects.current().filter(person=asked.person).exists()
        assert belongs == (asked.state == "confirmed")


def test_once_its_school_has_closed_an_approver_confirms_nobody(live_portal: str) -> None:
    school = SchoolFactory()
    _row, head = approver(school)
    asked = [
        ask_to_join(person=PersonFactory(user=UserFactory()), school=school, role="staff")
        for _each in range(4)
    ]
    School.objects.filter(pk=school.pk).update(closed_on=clock.today())
    presses = [
        Press(reverse("membership:decide", args=[school.pk, row.pk]), {"answer": "confirm"}, head)
        for row in asked
    ]
    answers = press_together(live_portal, presses)
    assert {answer.status for answer in answers} == {404}
    assert not Membership.objects.filter(role="staff").exists()
