"""Officers see who asks to join which school, and answer one or several."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from portal.accounts.memberships.models import MembershipEvent, MembershipRequest
from portal.accounts.memberships.services.requests import ask_to_join
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.notify.models import Message
from tests.factories.accounts import (
    PersonFactory,
    SchoolFactory,
    UserFactory,
    make_member,
    sign_in,
)
from tests.factories.vocabulary import DistrictFactory

pytestmark = pytest.mark.django_db

LIST = reverse("membership_requests:index")


@pytest.fixture
def officer(client: Client) -> User:
    return sign_in(client, UserFactory(groups=["Officers"]))


def asked(name: str = "Nadia Hussain", **school: object) -> MembershipRequest:
    person = PersonFactory(user=UserFactory(name=name))
    return ask_to_join(person=person, school=SchoolFactory(**school), role="senco")


def bulk(action: str, *rows: MembershipRequest) -> str:
    address = reverse("wagtail_bulk_action", args=["accounts", "membershiprequest", action])
    query = urlencode([("next", LIST), *(("id", row.pk) for row in rows)])
    return f"{address}?{query}"


def listed(client: Client, **query: object) -> str:
    return client.get(LIST, query).content.decode()


def test_the_list_filters_by_state_district_age_and_who_can_answer(
    client: Client, officer: User
) -> None:
    old = asked("Old Asker", district=DistrictFactory(slug="thanet", name="Thanet"))
    MembershipRequest.objects.update(asked_at=clock.now() - timedelta(days=9))
    young = asked("Young Asker", district=DistrictFactory(slug="dover", name="Dover"))
    make_member(young.school, "approver")
    for query in (
        {"waits": "7"},
        {"school__district": old.school.district_id},
        {"who": "us"},
    ):
        shown = listed(client, **query)
        assert "Old Asker" in shown, query
        assert "Young Asker" not in shown, query
    assert "Young Asker" in listed(client, who="school")
    assert "Asker" not in listed(client, state="declined")
    assert "Young Asker" in listed(client, q="young")


@pytest.mark.parametrize(
    "query", [{"waits": "x"}, {"state": "\x00"}, {"who": "'"}, {"school__district": "9" * 30}]
)
def test_filters_that_make_no_sense_are_no_error(client: Client, officer: User, query: dict) -> None:
    assert client.get(LIST, query).status_code in (200, 400)


def test_the_sheet_shows_all_about_a_request(client: Client, officer: User) -> None:
    row = asked(email_domain="oakfield.example")
    shown = client.get(reverse("membership_requests:inspect", args=[row.pk])).content.decode()
    for part in ("not at the school’s domain, oakfield.example", "only you can answer", "Asked to join"):
        assert part in shown
    assert reverse("membership_requests:decide", args=[row.pk]) in shown


def test_an_officer_confirms_the_first_approver(client: Client, officer: User) -> None:
    row = asked()
    MembershipRequest.objects.update(role="approver")
    decide = reverse("membership_requests:decide", args=[row.pk])
    assert "Ring the school’s office" in client.get(decide).content.decode()
    assert client.post(decide, {"answer": "confirm"}).url == LIST
    assert Membership.objects.approvers().get().person == row.person


def test_declining_takes_a_reason(client: Client, officer: User) -> None:
    row = asked()
    decide = reverse("membership_requests:decide", args=[row.pk])
    assert "Say why" in client.post(decide, {"answer": "decline"}).content.decode()
    client.post(decide, {"answer": "decline", "reason": "Not a school we know you at."})
    row.refresh_from_db()
    assert row.state == "declined"


def test_several_are_confirmed_at_once(client: Client, officer: User) -> None:
    rows = [asked("Ann One"), asked("Bea Two")]
    assert "Ann One" in client.get(bulk("confirm_requests", *rows)).content.decode()
    assert not Membership.objects.exists()
    assert client.post(bulk("confirm_requests", *rows)).url == LIST
    assert Membership.objects.current().count() == 2
    assert Message.objects.filter(template_key="school-request-confirmed").count() == 2


def test_several_are_declined_with_one_reason(client: Client, officer: User) -> None:
    rows = [asked("Ann One"), asked("Bea Two")]
    address = bulk("decline_requests", *rows)
    assert "Say why" in client.post(address, {"reason": ""}).content.decode()
    assert client.post(address, {"reason": "Ask your head first."}).url == LIST
    states = set(MembershipRequest.objects.values_list("state", "reason"))
    assert states == {("declined", "Ask your head first.")}


def test_what_cannot_be_answered_stays_and_the_rest_is_done(client: Client, officer: User) -> None:
    closed, fine = asked("Of Closed", closed_on=None), asked("Of Open")
    closed.school.closed_on = clock.today()
    closed.school.save()
    told = client.post(bulk("confirm_requests", closed, fine), follow=True).content.decode()
    assert "Of Closed: " in told
    assert "1 request is confirmed" in told
    assert Membership.objects.get().person == fine.person
    closed.refresh_from_db()
    assert closed.state == "waiting"


def test_an_officers_own_request_is_not_among_those(client: Client, officer: User) -> None:
    own = ask_to_join(person=PersonFactory(user=officer), school=SchoolFactory(), role="senco")
    assert "Not these" in client.get(bulk("confirm_requests", own)).content.decode()
    client.post(bulk("confirm_requests", own))
    own.refresh_from_db()
    assert own.state == "waiting"


def test_ids_that_are_none_are_not_found(client: Client, officer: User) -> None:
    asked()
    address = reverse("wagtail_bulk_action", args=["accounts", "membershiprequest", "confirm_requests"])
    for ids in ("x", "9" * 40, "-1", ""):
        assert client.get(address, {"id": ids}).status_code in (400, 404)


@pytest.mark.parametrize("group", ["Auditors", "Finance", "Trainers", "Content editors", "Moderators"])
def test_other_staff_neither_decide_nor_reach_the_actions(client: Client, group: str) -> None:
    row = asked("Hidden Person")
    sign_in(client, UserFactory(groups=[group]))
    addresses = [
        bulk("confirm_requests", row),
        bulk("decline_requests", row),
        reverse("membership_requests:decide", args=[row.pk]),
    ]
    for address in addresses:
        for answer in (client.get(address), client.post(address, {"answer": "confirm", "reason": "x"})):
            assert answer.status_code in (302, 403)
            assert "Hidden Person" not in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "waiting"


def test_auditors_read_without_boxes_to_tick(client: Client) -> None:
    asked("Nadia Hussain")
    sign_in(client, UserFactory(groups=["Auditors"]))
    shown = listed(client)
    assert "Nadia Hussain" in shown
    assert "data-bulk-action-footer" not in shown
    record = client.get(reverse("membership_record:index")).content.decode()
    assert "Asked to join" in record


def test_the_first_screen_counts_what_waits(client: Client, officer: User) -> None:
    home = reverse("wagtailadmin_home")
    assert "Needs you" not in client.get(home).content.decode()
    row = asked()
    make_member(row.school, "approver")
    asked()
    assert (
        "2 requests to join a school, 1 of which only you can answer"
        in client.get(home).content.decode()
    )


def test_the_record_says_who_corrected_and_ended_a_membership(client: Client, officer: User) -> None:
    member = make_member(SchoolFactory(), "senco")
    address = reverse("memberships:edit", args=[member.pk])
    kept = {"role": "business", "started_on": str(member.started_on)}
    client.post(address, kept)
    client.post(address, {**kept, "ended_on": str(clock.today())})
    events = MembershipEvent.objects.order_by("pk").values_list("kind", "actor")
    assert list(events) == [("corrected", officer.pk), ("ended", officer.pk)]


def test_the_record_says_who_added_a_membership(client: Client, officer: User) -> None:
    person, school = PersonFactory(), SchoolFactory()
    today = str(clock.today())
    client.post(
        reverse("memberships:add"),
        {"person": person.pk, "school": school.pk, "role": "senco", "started_on": today},
    )
    assert MembershipEvent.objects.get(kind="joined").actor == officer
