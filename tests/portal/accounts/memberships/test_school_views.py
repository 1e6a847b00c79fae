"""People at one school, for its approver, those who may look, and everybody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.memberships.models import MembershipRequest, SchoolInvitation
from portal.accounts.memberships.services.requests import ask_to_join, decline_request
from portal.accounts.models import Membership, School, User
from portal.base import clock
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    make_member,
    sign_in,
)
from tests.factories.places import make_booking
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    found: School = SchoolFactory(name="Oakfield Primary School")
    return found


@pytest.fixture
def head(client: Client, school: School) -> User:
    user = make_member(school, "approver", name="Helen Marsh").person.user
    assert user is not None
    return sign_in(client, user, mfa=False)


def waiting(school: School, **person: str) -> MembershipRequest:
    asker = PersonFactory(user=UserFactory(**person))
    return ask_to_join(person=asker, school=school, role="senco", words="I start on Monday")


def people_at(school: School) -> str:
    return reverse("membership:people", args=[school.pk])


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_approver_sees_people_requests_and_what_happened(
    client: Client, head: User, school: School
) -> None:
    make_member(school, "senco", name="Sam Okafor")
    waiting(school, name="Nadia Hussain")
    words = shown(client, people_at(school))
    for part in ("Sam Okafor", "SENCO since", "Nadia Hussain", "Waiting for you (1)", "What happened"):
        assert part in words


@pytest.mark.parametrize("role", ["senco", "business"])
def test_those_who_book_see_the_people_and_nothing_to_change(
    client: Client, school: School, role: str
) -> None:
    sign_in(client, make_member(school, role).person.user, mfa=False)  # type: ignore[arg-type]
    asked = waiting(school, name="Nadia Hussain")
    words = shown(client, people_at(school))
    for part in ("Nadia Hussain", "Change role", "Invite a colleague", "What happened"):
        assert part not in words
    decide = reverse("membership:decide", args=[school.pk, asked.pk])
    assert client.post(decide, {"answer": "confirm"}).status_code == 404


def test_members_of_staff_people_of_other_schools_and_leavers_find_nothing(
    client: Client, school: School
) -> None:
    left = make_member(school, "approver")
    Membership.objects.filter(pk=left.pk).update(ended_on=clock.today())
    for member in (make_member(school, "staff"), make_member(SchoolFactory(), "approver"), left):
        sign_in(client, member.person.user, mfa=False)  # type: ignore[arg-type]
        assert client.get(people_at(school)).status_code == 404


def test_the_page_of_a_closed_school_is_gone(client: Client, head: User, school: School) -> None:
    School.objects.filter(pk=school.pk).update(closed_on=clock.today())
    assert client.get(people_at(school)).status_code == 404


def test_following_the_mails_link_changes_nothing(client: Client, head: User, school: School) -> None:
    asked = waiting(school)
    assert "I start on Monday" in shown(client, reverse("membership:decide", args=[school.pk, asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_the_approver_confirms(client: Client, head: User, school: School) -> None:
    asked = waiting(school)
    decide = reverse("membership:decide", args=[school.pk, asked.pk])
    assert client.post(decide, {"answer": "confirm"}).url == people_at(school)
    assert Membership.objects.current().filter(person=asked.person, role="senco").exists()
    assert "now belongs to" in shown(client, people_at(school))


def test_declining_takes_a_reason(client: Client, head: User, school: School) -> None:
    asked = waiting(school)
    decide = reverse("membership:decide", args=[school.pk, asked.pk])
    assert "Say why" in client.post(decide, {"answer": "decline"}).content.decode()
    assert "Choose yes or no" in client.post(decide, {}).content.decode()
    client.post(decide, {"answer": "decline", "reason": "Not known here."})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "Not known here.")


def test_who_is_second_reads_who_was_first(client: Client, head: User, school: School) -> None:
    asked = waiting(school)
    first = make_member(school, "approver", name="Dora First").person.user
    decline_request(request=asked, actor=first, reason="No.")  # type: ignore[arg-type]
    decide = reverse("membership:decide", args=[school.pk, asked.pk])
    told = client.post(decide, {"answer": "confirm"}, follow=True).content.decode()
    assert "declined by Dora First" in told
    assert not Membership.objects.filter(person=asked.person).exists()
    assert "has been answered" in shown(client, decide)


def test_a_request_to_another_school_is_not_found(client: Client, head: User, school: School) -> None:
    elsewhere = waiting(SchoolFactory())
    decide = reverse("membership:decide", args=[school.pk, elsewhere.pk])
    assert client.get(decide).status_code == 404
    assert client.post(decide, {"answer": "confirm"}).status_code == 404


def test_a_member_of_another_school_is_not_found(client: Client, head: User, school: School) -> None:
    other = make_member(SchoolFactory(), "staff")
    for name, given in (("role", {"role": "senco"}), ("end", {"ended_on": str(clock.today())})):
        address = reverse(f"membership:{name}", args=[school.pk, other.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, given).status_code == 404
    assert Membership.objects.current().filter(pk=other.pk, role="staff").exists()


def test_the_approver_changes_a_role(client: Client, head: User, school: School) -> None:
    member = make_member(school, "staff")
    address = reverse("membership:role", args=[school.pk, member.pk])
    assert "checked" in shown(client, address)
    assert client.post(address, {"role": "senco"}).url == people_at(school)
    assert Membership.objects.current().get(person=member.person).role == "senco"


def test_ending_says_what_stays_with_the_school(client: Client, head: User, school: School) -> None:
    member = make_member(school, "senco")
    make_booking(SessionFactory(), member.person, school)
    address = reverse("membership:end", args=[school.pk, member.pk])
    words = shown(client, address)
    assert "The booking to come that they made stays with the school" in words
    assert "They have 1 place of their own to come" in words
    client.post(address, {"ended_on": clock.today().strftime("%d/%m/%Y")})
    assert not Membership.objects.current().filter(person=member.person).exists()


def test_the_last_approver_names_the_next_and_goes(client: Client, head: User, school: School) -> None:
    own = Membership.objects.approvers().get(school=school)
    deputy = make_member(school, "senco", name="Dora Deputy")
    MembershipFactory(school=school, role="staff", person=PersonFactory(name="No Sign-in"))
    address = reverse("membership:end", args=[school.pk, own.pk])
    words = shown(client, address)
    assert "Dora Deputy" in words
    assert "No Sign-in" not in words
    today = str(clock.today())
    assert "Choose who confirms" in client.post(address, {"ended_on": today}).content.decode()
    answer = client.post(address, {"ended_on": today, "successor": deputy.pk})
    assert answer.url == reverse("membership:mine")
    assert Membership.objects.approvers().get(school=school).person == deputy.person


def test_the_last_approver_cannot_step_down(client: Client, head: User, school: School) -> None:
    own = Membership.objects.approvers().get(school=school)
    answer = client.post(reverse("membership:role", args=[school.pk, own.pk]), {"role": "staff"})
    assert "is the only approver" in answer.content.decode()
    assert Membership.objects.approvers().filter(pk=own.pk).exists()


def test_inviting_and_withdrawing(client: Client, head: User, school: School) -> None:
    address = reverse("membership:invite", args=[school.pk])
    bad = {"name": "http://evil", "email": "no address", "role": ""}
    refused = client.post(address, bad).content.decode()
    assert "no address" in refused
    assert not SchoolInvitation.objects.exists()
    client.post(address, {"name": "Bola", "email": "bola@oakfield.example", "role": "staff"})
    made = SchoolInvitation.objects.get()
    assert "bola@" in shown(client, people_at(school))
    client.post(reverse("membership:uninvite", args=[school.pk, made.pk]))
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_the_number_of_statements_does_not_grow_with_the_school(
    client: Client, head: User, school: School, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        make_member(school, "staff")
        waiting(school, email=f"w{number}@school.example")
    client.get(people_at(school))
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        client.get(people_at(school))
