"""A head says whether they agree before what others book counts; nobody else of the school can."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.memberships.models import MembershipEvent
from portal.accounts.models import Membership
from tests.factories.accounts import sign_in
from tests.factories.places import make_booker

pytestmark = pytest.mark.django_db


def test_a_head_turns_it_on_and_off_and_the_record_says_so(client: Client) -> None:
    head, _person, school = make_booker(role=Membership.Role.APPROVER)
    sign_in(client, head)
    address = reverse("membership:approval", args=[school.pk])
    assert "checked" in client.get(address).content.decode()
    for answer, wanted in (("yes", True), ("yes", True), ("no", False)):
        client.post(address, {"approval": answer})
        school.refresh_from_db()
        assert school.bookings_need_approval is wanted
    kinds = MembershipEvent.objects.filter(school=school, actor=head).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["agree", "no_agree"]


@pytest.mark.parametrize("sent", [{}, {"approval": "perhaps"}])
def test_no_answer_changes_nothing(client: Client, sent: dict[str, str]) -> None:
    head, _person, school = make_booker(role=Membership.Role.APPROVER)
    sign_in(client, head)
    page = client.post(reverse("membership:approval", args=[school.pk]), sent)
    assert "There is a problem" in page.content.decode()
    school.refresh_from_db()
    assert not school.bookings_need_approval


def test_a_senco_reads_how_it_is_and_cannot_change_it(client: Client) -> None:
    senco, _person, school = make_booker()
    sign_in(client, senco)
    address = reverse("membership:approval", args=[school.pk])
    assert client.post(address, {"approval": "yes"}).status_code == 404
    page = client.get(reverse("membership:people", args=[school.pk])).content.decode()
    assert "counts at once, unless the course asks for approval" in page
    assert address not in page
