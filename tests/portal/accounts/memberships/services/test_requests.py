"""Asking to belong to a school, and who may answer what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts.memberships.errors import (
    AlreadyAnswered,
    LastApprover,
    MembershipRefused,
    NotYours,
    TooManyRequests,
)
from portal.accounts.memberships.models import (
    DAYS_TO_ANSWER,
    MembershipEvent,
    MembershipRequest,
)
from portal.accounts.memberships.services import requests
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.services import join_school
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    make_member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

State = MembershipRequest.State


def newcomer(**user: object) -> Person:
    person: Person = PersonFactory(user=UserFactory(**user))
    return person


def ask(person: Person | None = None, school: School | None = None, **given: str) -> MembershipRequest:
    return requests.ask_to_join(
        person=person or newcomer(),
        school=school or SchoolFactory(),
        role=given.get("role", "senco"),
        words=given.get("words", ""),
    )


def head_of(school: School) -> User:
    user = make_member(school, "approver").person.user
    assert user is not None
    return user


def kinds() -> list[str]:
    return list(MembershipEvent.objects.order_by("pk").values_list("kind", flat=True))


def letters(kind: str) -> list[Message]:
    return list(Message.objects.filter(template_key=kind))


def test_asking_makes_nobody_part_of_the_school() -> None:
    asked = ask()
    assert asked.state == State.WAITING
    assert not Membership.objects.exists()
    assert kinds() == ["asked"]


def test_every_approver_gets_a_mail_with_a_link_and_nobody_else() -> None:
    school = SchoolFactory(email_domain="school.example")
    heads = {head_of(school).email, head_of(school).email}
    make_member(school, "senco")
    head_of(SchoolFactory())
    asked = ask(school=school, words="I start on Monday.")
    sent = letters("school-request-asked")
    assert {letter.to for letter in sent} == heads
    assert f"/accounts/schools/{school.pk}/requests/{asked.pk}/" in sent[0].body
    assert "I start on Monday." in sent[0].body
    assert "at the school’s domain, school.example" in sent[0].body


def test_an_email_that_is_not_confirmed_is_no_hint() -> None:
    school = SchoolFactory(email_domain="school.example")
    head_of(school)
    ask(newcomer(email="x@school.example", verified=False), school)
    assert "not at the school’s domain" in letters("school-request-asked")[0].body


def test_an_email_at_the_schools_domain_makes_nobody_a_member() -> None:
    ask(newcomer(email="x@oakfield.example"), SchoolFactory(email_domain="oakfield.example"))
    assert not Membership.objects.exists()


def test_asking_again_finds_the_first_request_and_sends_no_second_mail() -> None:
    school, person = SchoolFactory(), newcomer()
    head_of(school)
    assert ask(person, school) == ask(person, school)
    assert len(letters("school-request-asked")) == 1


def test_another_role_waits_until_the_first_request_is_withdrawn() -> None:
    school, person = SchoolFactory(), newcomer()
    ask(person, school, role="staff")
    with pytest.raises(MembershipRefused, match="Withdraw that request"):
        ask(person, school, role="senco")


def test_the_database_keeps_one_open_request_for_each_person_and_school() -> None:
    first = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipRequest.objects.create(person=first.person, school=first.school, role="staff")


def test_somebody_who_is_that_already_need_not_ask() -> None:
    member = make_member(SchoolFactory(), "senco")
    with pytest.raises(MembershipRefused, match="You are down"):
        ask(member.person, member.school, role="senco")


def test_a_closed_school_takes_no_requests() -> None:
    with pytest.raises(MembershipRefused, match="closed on"):
        ask(school=SchoolFactory(closed_on=clock.today()))
    assert not MembershipRequest.objects.exists()


def test_links_in_the_words_are_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        ask(words="Look at https://evil.example")
    assert "words" in refused.value.message_dict


def test_one_person_asks_so_often_and_no_more() -> None:
    person = newcomer()
    for _number in range(requests.MOST_IN_A_DAY):
        asked = ask(person)
        requests.withdraw_request(request=asked, actor=person.user)  # type: ignore[arg-type]
    with pytest.raises(TooManyRequests):
        ask(person)
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert ask(person).state == State.WAITING


def test_the_approver_confirms_and_the_person_belongs_from_today() -> None:
    asked = ask()
    head = head_of(asked.school)
    requests.confirm_request(request=asked, actor=head)
    joined = Membership.objects.current().get(person=asked.person)
    assert (joined.role, joined.school, joined.started_on) == ("senco", asked.school, clock.today())
    assert [letter.to for letter in letters("school-request-confirmed")] == [asked.person.email]
    assert kinds() == ["asked", "confirmed", "joined"]
    assert MembershipEvent.objects.filter(actor=head).count() == 2


def test_confirming_twice_changes_nothing_more() -> None:
    asked = ask()
    head = head_of(asked.school)
    for _twice in range(2):
        requests.confirm_request(request=asked, actor=head)
    assert Membership.objects.filter(person=asked.person).count() == 1
    assert len(letters("school-request-confirmed")) == 1


def test_an_officer_confirms_where_the_school_has_no_approver() -> None:
    asked = ask(role="approver")
    requests.confirm_request(request=asked, actor=UserFactory(groups=["Officers"]))
    assert Membership.objects.approvers().get().person == asked.person


@pytest.mark.parametrize("role", ["senco", "business", "staff"])
def test_others_of_the_school_cannot_answer(role: str) -> None:
    asked = ask()
    colleague = make_member(asked.school, role).person.user
    with pytest.raises(NotYours):
        requests.confirm_request(request=asked, actor=colleague)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        requests.decline_request(request=asked, actor=colleague, reason="no")  # type: ignore[arg-type]
    asked.refresh_from_db()
    assert asked.state == State.WAITING


def test_the_approver_of_another_school_cannot_answer() -> None:
    asked = ask()
    with pytest.raises(NotYours):
        requests.confirm_request(request=asked, actor=head_of(SchoolFactory()))


@pytest.mark.parametrize("group", ["Auditors", "Finance", "Trainers", "Content editors", "Moderators"])
def test_other_staff_cannot_answer(group: str) -> None:
    with pytest.raises(NotYours):
        requests.confirm_request(request=ask(), actor=UserFactory(groups=[group]))


def test_nobody_confirms_their_own_request_not_even_an_officer() -> None:
    officer = newcomer(groups=["Officers"])
    asked = ask(officer)
    with pytest.raises(NotYours, match="own request"):
        requests.confirm_request(request=asked, actor=officer.user)  # type: ignore[arg-type]


def test_an_approver_who_has_left_can_no_longer_answer() -> None:
    asked = ask()
    head = make_member(asked.school, "approver")
    Membership.objects.filter(pk=head.pk).update(ended_on=clock.today())
    with pytest.raises(NotYours):
        requests.confirm_request(request=asked, actor=head.person.user)  # type: ignore[arg-type]


def test_a_school_that_closed_meanwhile_takes_nobody() -> None:
    asked = ask()
    School.objects.filter(pk=asked.school_id).update(closed_on=clock.today())
    with pytest.raises(MembershipRefused, match="closed on"):
        requests.confirm_request(request=asked, actor=UserFactory(groups=["Officers"]))
    assert not Membership.objects.exists()
    asked.refresh_from_db()
    assert asked.state == State.WAITING


def test_declining_takes_a_reason_and_tells_it() -> None:
    asked = ask()
    head = head_of(asked.school)
    with pytest.raises(MembershipRefused, match="Say why"):
        requests.decline_request(request=asked, actor=head, reason="  ")
    requests.decline_request(request=asked, actor=head, reason="Please ask as staff.")
    assert "Please ask as staff." in letters("school-request-declined")[0].body
    assert not Membership.objects.filter(person=asked.person).exists()
    assert ask(asked.person, asked.school, role="staff").state == State.WAITING


def test_who_confirms_after_another_declined_is_told_and_changes_nothing() -> None:
    asked = ask()
    first, second = head_of(asked.school), head_of(asked.school)
    requests.decline_request(request=asked, actor=first, reason="We do not know you.")
    with pytest.raises(AlreadyAnswered, match=f"declined by {first.name}"):
        requests.confirm_request(request=asked, actor=second)
    assert not Membership.objects.filter(person=asked.person).exists()


def test_a_confirmed_rise_ends_the_role_before() -> None:
    member = make_member(SchoolFactory(), "staff")
    asked = ask(member.person, member.school, role="senco")
    requests.confirm_request(request=asked, actor=head_of(member.school))
    member.refresh_from_db()
    assert member.ended_on == clock.today()
    assert Membership.objects.current().get(person=member.person).role == "senco"


def test_the_only_approver_is_not_confirmed_out_of_it() -> None:
    school = SchoolFactory()
    first, second = make_member(school, "approver"), make_member(school, "approver")
    asked = ask(first.person, school, role="staff")
    Membership.objects.filter(pk=second.pk).update(role="staff")
    officer = UserFactory(groups=["Officers"])
    with pytest.raises(LastApprover):
        requests.keep_an_approver(
            person=first.person, school=school, role="staff", actor=second.person.user
        )
    requests.confirm_request(request=asked, actor=officer)
    assert not Membership.objects.approvers().exists()


def test_only_who_asked_withdraws() -> None:
    asked = ask()
    with pytest.raises(NotYours):
        requests.withdraw_request(request=asked, actor=head_of(asked.school))
    requests.withdraw_request(request=asked, actor=asked.person.user)  # type: ignore[arg-type]
    requests.withdraw_request(request=asked, actor=asked.person.user)  # type: ignore[arg-type]
    assert kinds() == ["asked", "withdrawn"]
    with pytest.raises(AlreadyAnswered, match="withdrawn"):
        requests.confirm_request(request=asked, actor=head_of(asked.school))


def test_requests_lapse_after_their_time_and_the_person_is_told() -> None:
    asked, young = ask(), ask()
    MembershipRequest.objects.filter(pk=asked.pk).update(
        asked_at=clock.now() - timedelta(days=DAYS_TO_ANSWER)
    )
    assert requests.lapse_requests() == 1
    assert requests.lapse_requests() == 0
    asked.refresh_from_db()
    young.refresh_from_db()
    assert (asked.state, young.state) == (State.LAPSED, State.WAITING)
    assert [letter.to for letter in letters("school-request-lapsed")] == [asked.person.email]


def test_requests_to_a_school_that_closed_lapse_at_once() -> None:
    asked = ask()
    School.objects.filter(pk=asked.school_id).update(closed_on=clock.today())
    assert requests.lapse_requests() == 1
    assert "has closed" in letters("school-request-lapsed")[0].body


def test_who_comes_in_by_another_way_does_not_wait_any_longer() -> None:
    asked = ask()
    officer = UserFactory(groups=["Officers"])
    join_school(
        person=asked.person,
        school=asked.school,
        role="senco",
        started_on=clock.today(),
        actor=officer,
    )
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (State.CONFIRMED, officer)


def test_the_record_is_only_ever_added_to() -> None:
    ask()
    event = MembershipEvent.objects.get()
    event.reason = "something else"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_coming_back_before_the_last_day_leaves_one_membership_at_a_time() -> None:
    leaving = MembershipFactory(started_on=date(2026, 9, 1), ended_on=clock.today() + timedelta(days=30))
    join_school(person=leaving.person, school=leaving.school, role="senco", started_on=clock.today())
    assert Membership.objects.current().filter(person=leaving.person).count() == 1
