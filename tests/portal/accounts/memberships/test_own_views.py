"""What somebody does about their own schools."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.memberships.models import MembershipRequest, SchoolInvitation
from portal.accounts.memberships.services.invitations import invite_colleague
from portal.accounts.memberships.services.requests import ask_to_join
from portal.accounts.models import Membership, Person, User
from portal.base import clock
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    make_member,
    sign_in,
)

pytestmark = pytest.mark.django_db

MINE = reverse("membership:mine")


def words_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def user(client: Client) -> User:
    return sign_in(client, UserFactory(email="asha@oakfield.example"), mfa=False)


def test_somebody_without_a_school_is_shown_the_way_to_one(client: Client, user: User) -> None:
    shown = words_of(client, MINE)
    assert "Find my school and ask to join" in shown
    assert reverse("membership:find") in shown


def test_schools_at_the_domain_of_the_email_are_offered_first(client: Client, user: User) -> None:
    school = SchoolFactory(email_domain="Oakfield.example")
    other = SchoolFactory(email_domain="else.example")
    shown = words_of(client, reverse("membership:find"))
    assert reverse("membership:ask", args=[school.pk]) in shown
    assert reverse("membership:ask", args=[other.pk]) not in shown


def test_the_finder_leads_to_asking(client: Client, user: User) -> None:
    school = SchoolFactory(name="Saltmarsh Academy")
    shown = words_of(client, reverse("membership:find") + "?q=saltmarsh")
    assert reverse("membership:ask", args=[school.pk]) in shown


def test_opening_the_page_asks_nothing(client: Client, user: User) -> None:
    client.get(reverse("membership:ask", args=[SchoolFactory().pk]))
    assert not MembershipRequest.objects.exists()
    assert not Person.objects.exists()


def test_asking_takes_a_role_and_keeps_what_was_typed(client: Client, user: User) -> None:
    address = reverse("membership:ask", args=[SchoolFactory().pk])
    refused = client.post(address, {"words": "I start on Monday"}).content.decode()
    assert "Choose a role" in refused
    assert "I start on Monday" in refused
    assert client.post(address, {"role": "senco", "words": "I start on Monday"}).url == MINE
    assert MembershipRequest.objects.get().words == "I start on Monday"
    shown = words_of(client, MINE)
    assert "Waiting for an answer" in shown


@pytest.mark.parametrize("role", ["", "king", "\x00", "senco\n", "x" * 5000])
def test_a_role_that_does_not_exist_is_said_by_its_field(client: Client, user: User, role: str) -> None:
    answer = client.post(reverse("membership:ask", args=[SchoolFactory().pk]), {"role": role})
    assert answer.status_code == 200
    assert not MembershipRequest.objects.exists()


def test_words_that_are_too_long_or_hold_a_link_are_said_by_their_field(
    client: Client, user: User
) -> None:
    address = reverse("membership:ask", args=[SchoolFactory().pk])
    for words in ("x" * 301, "see www.evil.example", "a\x07b"):
        answer = client.post(address, {"role": "senco", "words": words})
        assert "govuk-error-summary" in answer.content.decode()
    assert not MembershipRequest.objects.exists()


def test_the_same_post_twice_is_one_request(client: Client, user: User) -> None:
    address = reverse("membership:ask", args=[SchoolFactory().pk])
    for _twice in range(2):
        client.post(address, {"role": "senco"})
    assert MembershipRequest.objects.count() == 1


def test_a_closed_school_says_so(client: Client, user: User) -> None:
    school = SchoolFactory(closed_on=clock.today())
    assert "nobody can join it" in words_of(client, reverse("membership:ask", args=[school.pk]))
    posted = client.post(reverse("membership:ask", args=[school.pk]), {"role": "senco"})
    assert posted.status_code == 200
    assert not MembershipRequest.objects.exists()


def test_a_school_that_does_not_exist_is_not_found(client: Client, user: User) -> None:
    for number, status in ((0, 404), (10**17, 404), (10**30, 400)):
        assert client.get(f"/accounts/schools/{number}/ask/").status_code == status


def test_too_many_requests_are_paused(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.accounts.memberships.services.requests.MOST_IN_A_DAY", 0)
    answer = client.post(reverse("membership:ask", args=[SchoolFactory().pk]), {"role": "senco"})
    assert answer.status_code == 429
    assert "Try again tomorrow" in answer.content.decode()


def test_a_request_is_withdrawn_by_its_owner_only(client: Client, user: User) -> None:
    mine = ask_to_join(person=PersonFactory(user=user), school=SchoolFactory(), role="senco")
    other = ask_to_join(person=PersonFactory(user=UserFactory()), school=SchoolFactory(), role="senco")
    assert client.get(reverse("membership:withdraw", args=[mine.pk])).status_code == 405
    assert client.post(reverse("membership:withdraw", args=[other.pk])).status_code == 404
    assert client.post(reverse("membership:withdraw", args=[mine.pk])).url == MINE
    mine.refresh_from_db()
    assert mine.state == "withdrawn"


def test_who_has_moved_leaves_and_asks_in_one_journey(client: Client, user: User) -> None:
    old = MembershipFactory(person=PersonFactory(user=user), role="senco")
    target = SchoolFactory()
    moved = reverse("membership:moved")
    assert old.school.name in words_of(client, moved)
    day = clock.today() + timedelta(days=3)
    answer = client.post(moved, {"schools": [old.pk], "ended_on": day.isoformat(), "action": "find"})
    assert answer.url == reverse("membership:find")
    assert Membership.objects.get().ended_on is None
    ask = reverse("membership:ask", args=[target.pk])
    assert f"I leave {old.school.name} on {clock.say_date(day)}" in words_of(client, ask)
    client.post(ask, {"role": "senco", "leave": "on"})
    old.refresh_from_db()
    assert old.ended_on == day
    assert MembershipRequest.objects.get().school == target


def test_who_unticks_leaving_keeps_the_old_school(client: Client, user: User) -> None:
    old = MembershipFactory(person=PersonFactory(user=user), role="senco")
    today = clock.today().isoformat()
    client.post(reverse("membership:moved"), {"schools": [old.pk], "ended_on": today})
    client.post(reverse("membership:ask", args=[SchoolFactory().pk]), {"role": "senco"})
    old.refresh_from_db()
    assert old.ended_on is None
    assert MembershipRequest.objects.exists()


def test_somebody_leaves_without_a_new_school(client: Client, user: User) -> None:
    old = MembershipFactory(person=PersonFactory(user=user), role="senco")
    today = clock.today().isoformat()
    posted = {"schools": [old.pk], "ended_on": today, "action": "leave"}
    assert client.post(reverse("membership:moved"), posted).url == MINE
    assert not Membership.objects.current().exists()
    assert "until" in words_of(client, MINE)


def test_somebody_elses_membership_is_no_choice(client: Client, user: User) -> None:
    MembershipFactory(person=PersonFactory(user=user), role="senco")
    other = make_member(SchoolFactory(), "senco")
    today = clock.today().isoformat()
    answer = client.post(
        reverse("membership:moved"), {"schools": [other.pk], "ended_on": today, "action": "leave"}
    )
    assert "Choose from the list" in answer.content.decode()
    assert Membership.objects.current().count() == 2


@pytest.mark.parametrize("day", ["", "gibberish", "2026-13-45", "31/2/2027", "0001-01-01", "9999-12-31"])
def test_a_senseless_day_is_said_by_its_field_and_kept(client: Client, user: User, day: str) -> None:
    old = MembershipFactory(person=PersonFactory(user=user), role="senco")
    answer = client.post(
        reverse("membership:moved"), {"schools": [old.pk], "ended_on": day, "action": "leave"}
    ).content.decode()
    assert 'href="#id_ended_on"' in answer
    assert f'value="{day}"' in answer or not day
    assert Membership.objects.get().ended_on is None


def test_an_invitation_is_accepted_by_its_button_only(client: Client, user: User) -> None:
    head = make_member(SchoolFactory(), "approver")
    made = invite_colleague(
        school=head.school, name="Asha", email=user.email, role="senco", actor=head.person.user
    )
    address = reverse("membership:accept", args=[made.uid])
    assert address in words_of(client, MINE)
    assert "Yes, join this school" in words_of(client, address)
    assert not Membership.objects.filter(person__user=user).exists()
    assert client.post(address).url == MINE
    assert Membership.objects.of_user(user).get().role == "senco"
    assert "was used" in words_of(client, address)


def test_another_email_reads_that_the_invitation_went_elsewhere(client: Client, user: User) -> None:
    head = make_member(SchoolFactory(name="Secret School"), "approver")
    made = invite_colleague(
        school=head.school, name="Bola", email="bola@x.example", role="senco", actor=head.person.user
    )
    address = reverse("membership:accept", args=[made.uid])
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 403
        assert "Secret School" not in answer.content.decode()
        assert "bola@x.example" not in answer.content.decode()
    assert SchoolInvitation.objects.open().exists()


def test_nobody_signed_out_gets_further_than_the_sign_in(client: Client) -> None:
    school = SchoolFactory()
    for name, args in (("mine", []), ("find", []), ("ask", [school.pk]), ("people", [school.pk])):
        answer = client.get(reverse(f"membership:{name}", args=args))
        assert answer.url.startswith(reverse("account_login"))


def test_people_of_a_closed_school_are_led_to_what_took_its_place(client: Client, user: User) -> None:
    after = SchoolFactory(name="Saltmarsh Academy")
    before = SchoolFactory(name="Saltmarsh Primary", closed_on=clock.today(), successor=after)
    MembershipFactory(person=PersonFactory(user=user), school=before)
    ask = reverse("membership:ask", args=[after.pk])
    assert "Saltmarsh Primary has closed" in words_of(client, MINE)
    assert ask in words_of(client, reverse("membership:ask", args=[before.pk]))
    client.post(ask, {"role": "senco"})
    assert "Saltmarsh Primary has closed" not in words_of(client, MINE)


@pytest.mark.parametrize("address", [MINE, reverse("accounts:home")])
@pytest.mark.parametrize(("role", "told"), [("approver", True), ("senco", False)])
def test_only_who_may_answer_is_told_how_many_ask_to_join(
    client: Client, user: User, address: str, role: str, told: bool
) -> None:
    school = SchoolFactory()
    MembershipFactory(person=PersonFactory(user=user), school=school, role=role)
    for _ in range(2):
        ask_to_join(person=PersonFactory(user=UserFactory()), school=school, role="staff")
    ask_to_join(person=PersonFactory(user=UserFactory()), school=SchoolFactory(), role="staff")
    assert ("2 people ask" in words_of(client, address)) is told
