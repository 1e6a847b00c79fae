"""Officers look after schools and people; administrators after sign-ins; others do not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import GROUPS
from portal.accounts.models import Membership, Person, School, User
from portal.outbox.services import drain
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    sign_in,
)
from tests.factories.vocabulary import DistrictFactory

pytestmark = pytest.mark.django_db

LISTS = ["schools:index", "people:index", "memberships:index", "wagtailusers_users:index"]
READERS = {
    "schools:index": {"Officers", "Finance", "Auditors", "Administrators"},
    "people:index": {"Officers", "Finance", "Auditors", "Administrators"},
    "memberships:index": {"Officers", "Finance", "Auditors", "Administrators"},
    "wagtailusers_users:index": {"Administrators"},
    "schools:add": {"Officers", "Administrators"},
    "people:add": {"Officers", "Administrators"},
    "memberships:add": {"Officers", "Administrators"},
    "wagtailusers_users:add": {"Administrators"},
    "wagtailusers_groups:index": set(),
}


@pytest.fixture
def officer(client: Client) -> User:
    return sign_in(client, UserFactory(groups=["Officers"]))


@pytest.fixture
def administrator(client: Client) -> User:
    return sign_in(client, UserFactory(groups=["Administrators"]))


@pytest.mark.parametrize("group", [row.name for row in GROUPS])
@pytest.mark.parametrize("address", READERS)
def test_each_group_reaches_what_it_should_and_nothing_else(
    client: Client, group: str, address: str
) -> None:
    sign_in(client, UserFactory(groups=[group]))
    status = client.get(reverse(address)).status_code
    assert status == (200 if group in READERS[address] else 302)


@pytest.mark.parametrize("kind", ["schools", "people", "memberships"])
@pytest.mark.parametrize("action", ["edit", "delete", "inspect", "history", "usage"])
@pytest.mark.parametrize("group", ["Trainers", "Content editors", "Moderators"])
def test_side_routes_are_shut_too(client: Client, kind: str, action: str, group: str) -> None:
    membership = MembershipFactory()
    pk = {"schools": membership.school, "people": membership.person, "memberships": membership}[kind].pk
    sign_in(client, UserFactory(groups=[group]))
    response = client.get(reverse(f"{kind}:{action}", args=[pk]))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def test_auditors_read_a_school_but_cannot_change_it(client: Client) -> None:
    school = SchoolFactory()
    sign_in(client, UserFactory(groups=["Auditors"]))
    assert client.get(reverse("schools:inspect", args=[school.pk])).status_code == 200
    assert client.get(reverse("schools:edit", args=[school.pk])).status_code == 302
    client.post(reverse("schools:edit", args=[school.pk]), {"name": "Changed"})
    assert School.objects.get().name == school.name


def test_officers_add_a_school(client: Client, officer: User) -> None:
    district = DistrictFactory(slug="thanet")
    response = client.post(
        reverse("schools:add"), {"name": "Newfield School", "urn": "118999", "district": district.pk}
    )
    assert response.status_code == 302, response.context["form"].errors
    assert School.objects.get().urn == 118999


def test_officers_find_a_school_by_town_and_district(client: Client, officer: User) -> None:
    wanted = SchoolFactory(name="Seaview School", town="Deal")
    SchoolFactory(name="Hilltop School", town="Tonbridge")
    for query in ({"q": "deal"}, {"district": wanted.district.pk}):
        page = client.get(reverse("schools:index"), query).content.decode()
        assert "Seaview School" in page
        assert "Hilltop School" not in page


@pytest.mark.parametrize(
    "query", [{"open_now": "true"}, {"open_now": "rubbish"}, {"district": "x"}, {"p": "99"}]
)
def test_odd_filters_of_the_school_list_are_no_error(client: Client, officer: User, query: dict) -> None:
    assert client.get(reverse("schools:index"), query).status_code in {200, 404}


def test_closed_schools_can_be_told_apart(client: Client, officer: User) -> None:
    SchoolFactory(name="Gone School", closed_on=date(2020, 1, 1))
    assert "Gone School" in client.get(reverse("schools:index"), {"open_now": "false"}).content.decode()
    assert (
        "Gone School" not in client.get(reverse("schools:index"), {"open_now": "true"}).content.decode()
    )


def test_the_people_list_says_where_somebody_works(client: Client, officer: User) -> None:
    membership = MembershipFactory(school=SchoolFactory(name="Seaview School"))
    page = client.get(reverse("people:index")).content.decode()
    assert "Seaview School (SENCO)" in page
    assert membership.person.name in page


def test_people_can_be_found_by_district_and_by_signing_in(client: Client, officer: User) -> None:
    membership = MembershipFactory(person=PersonFactory(name="Asha Okafor"))
    PersonFactory(name="Bola Adeyemi", user=UserFactory())
    district = membership.school.district.pk
    there = client.get(reverse("people:index"), {"district": district}).content.decode()
    assert "Asha Okafor" in there
    assert "Bola Adeyemi" not in there
    signs_in = client.get(reverse("people:index"), {"signs_in": "true"}).content.decode()
    assert "Bola Adeyemi" in signs_in
    assert "Asha Okafor" not in signs_in


def test_the_lists_cost_the_same_however_long(
    client: Client, officer: User, django_assert_max_num_queries
) -> None:
    for _ in range(15):
        MembershipFactory(person=PersonFactory(user=UserFactory()))
    for address in ("schools:index", "people:index", "memberships:index"):
        with django_assert_max_num_queries(32):
            client.get(reverse(address))


def test_officers_make_a_senco(client: Client, officer: User) -> None:
    person, school = PersonFactory(), SchoolFactory()
    response = client.post(
        reverse("memberships:add"),
        {"person": person.pk, "school": school.pk, "role": "senco", "started_on": "2026-09-01"},
    )
    assert response.status_code == 302
    assert Membership.objects.get().role == Membership.Role.SENCO


def test_the_same_membership_twice_is_explained_by_the_field(client: Client, officer: User) -> None:
    present = MembershipFactory()
    response = client.post(
        reverse("memberships:add"),
        {
            "person": present.person.pk,
            "school": present.school.pk,
            "role": "senco",
            "started_on": "2026-10-01",
        },
    )
    assert response.context["form"].errors["person"] == ["Already part of this school as SENCO."]
    assert Membership.objects.count() == 1


def test_a_new_role_ends_the_old_one(client: Client, officer: User) -> None:
    present = MembershipFactory(role="staff")
    client.post(
        reverse("memberships:add"),
        {
            "person": present.person.pk,
            "school": present.school.pk,
            "role": "senco",
            "started_on": "2026-10-01",
        },
    )
    present.refresh_from_db()
    assert present.ended_on == date(2026, 10, 1)
    assert Membership.objects.current().get().role == "senco"


def test_a_new_role_before_the_old_one_is_explained(client: Client, officer: User) -> None:
    present = MembershipFactory(role="staff")
    response = client.post(
        reverse("memberships:add"),
        {
            "person": present.person.pk,
            "school": present.school.pk,
            "role": "senco",
            "started_on": "2026-08-31",
        },
    )
    assert "Tuesday 1 September 2026" in response.context["form"].errors["started_on"][0]


def test_a_membership_cannot_end_before_it_began(client: Client, officer: User) -> None:
    present = MembershipFactory()
    response = client.post(
        reverse("memberships:edit", args=[present.pk]),
        {"role": "senco", "started_on": "2026-09-01", "ended_on": "2026-08-31"},
    )
    assert response.context["form"].errors["ended_on"] == ["The last day cannot be before the first."]


@pytest.mark.parametrize("address", ["person_chooser:choose", "school_chooser:choose"])
def test_choosers_find_by_name(client: Client, officer: User, address: str) -> None:
    PersonFactory(name="Asha Okafor")
    SchoolFactory(name="Asha Primary School")
    response = client.get(reverse(address), {"q": "asha"})
    assert response.status_code == 200
    assert "Asha" in response.content.decode()


@pytest.mark.parametrize("group", ["Content editors", "Trainers"])
@pytest.mark.parametrize("view", ["choose", "choose_results", "chosen", "chosen_multiple"])
def test_choosers_show_no_people_to_those_who_may_not_see_them(
    client: Client, group: str, view: str
) -> None:
    person = PersonFactory(name="Asha Okafor")
    sign_in(client, UserFactory(groups=[group]))
    address = reverse(f"person_chooser:{view}", args=[person.pk] if view == "chosen" else [])
    response = client.get(address, {"id": person.pk})
    assert response.status_code == 302
    assert "Okafor" not in response.content.decode()


def test_inviting_somebody_mails_a_link_with_which_they_choose_a_password(
    client: Client, administrator: User
) -> None:
    editors = Group.objects.get(name="Content editors")
    response = client.post(
        reverse("wagtailusers_users:add"),
        {"name": "New Editor", "email": "New.Editor@kent.example", "groups": [editors.pk]},
    )
    assert response.status_code == 302, response.context["form"].errors
    user = User.objects.get(email="new.editor@kent.example")
    assert not user.has_usable_password()
    drain()
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)
    assert link, mail.outbox[-1].body
    visitor = Client()
    form_address = visitor.get(link[0], follow=True).redirect_chain[-1][0]
    visitor.post(form_address, {"password1": "three random words", "password2": "three random words"})
    assert EmailAddress.objects.get(user=user).verified
    assert Person.objects.get(user=user).name == "New Editor"
    response = visitor.post(
        "/accounts/login/", {"login": "new.editor@kent.example", "password": "three random words"}
    )
    assert response.url == "/accounts/login/code/confirm/"
    code = re.search(r"^\d{4} \d{4}$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    assert visitor.post(response.url, {"code": code[0]}).url == "/admin/"


def test_nobody_is_invited_twice(client: Client, administrator: User) -> None:
    response = client.post(
        reverse("wagtailusers_users:add"), {"name": "Again", "email": administrator.email.upper()}
    )
    assert response.context["form"].errors["email"] == ["Somebody signs in with this e-mail already."]


def test_administrators_neither_make_nor_change_superusers(client: Client, administrator: User) -> None:
    chief = UserFactory(is_superuser=True)
    edit = reverse("wagtailusers_users:edit", args=[chief.pk])
    assert client.get(edit).status_code == 302
    client.post(edit, {"name": "Taken over", "email": "mine@kent.example", "is_active": "on"})
    chief.refresh_from_db()
    assert chief.email != "mine@kent.example"
    other = UserFactory()
    client.post(
        reverse("wagtailusers_users:edit", args=[other.pk]),
        {"name": other.name, "email": other.email, "is_active": "on", "is_superuser": "on"},
    )
    other.refresh_from_db()
    assert not other.is_superuser


@pytest.mark.parametrize("action", ["set_active_state", "assign_role", "delete"])
def test_administrators_change_no_superuser_in_bulk_either(
    client: Client, administrator: User, action: str
) -> None:
    chief = UserFactory(is_superuser=True)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    client.post(
        f"{address}?id={chief.pk}",
        {"mark_as_active": "False", "role": Group.objects.get(name="Officers").pk},
    )
    chief.refresh_from_db()
    assert chief.is_active
    assert not chief.groups.exists()


def test_the_list_of_sign_ins_leads_to_each_and_can_be_searched(
    client: Client, administrator: User
) -> None:
    wanted = UserFactory(name="Asha Okafor")
    UserFactory(name="Bola Adeyemi")
    page = client.get(reverse("wagtailusers_users:index"), {"q": "okafor"}).content.decode()
    assert reverse("wagtailusers_users:edit", args=[wanted.pk]) in page
    assert "Bola Adeyemi" not in page
    for order in ("name", "-name", "email", "last_login"):
        page = client.get(reverse("wagtailusers_users:index"), {"ordering": order})
        assert page.status_code == 200


def test_no_invitation_goes_to_a_sign_in_that_was_closed(client: Client, administrator: User) -> None:
    client.post(reverse("wagtailusers_users:add"), {"name": "Gone", "email": "gone@kent.example"})
    User.objects.filter(email="gone@kent.example").update(is_active=False)
    drain()
    assert mail.outbox == []


def test_an_invitation_that_went_astray_goes_to_the_corrected_address(
    client: Client, administrator: User
) -> None:
    user = UserFactory(verified=False)
    person = PersonFactory(user=user)
    client.post(
        reverse("wagtailusers_users:edit", args=[user.pk]),
        {"name": user.name, "email": "moved@school.example", "is_active": "on"},
    )
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified) == ("moved@school.example", False)
    person.refresh_from_db()
    assert person.email == "moved@school.example"
    drain()
    assert [message.to for message in mail.outbox] == [["moved@school.example"]]


def test_an_e_mail_changed_for_somebody_counts_once_they_confirm_it(
    client: Client, administrator: User
) -> None:
    user = UserFactory(email="old@school.example")
    response = client.post(
        reverse("wagtailusers_users:edit", args=[user.pk]),
        {"name": "Renamed", "email": "New@school.example", "is_active": "on"},
        follow=True,
    )
    user.refresh_from_db()
    assert (user.name, user.email) == ("Renamed", "old@school.example")
    assert "They sign in with old@school.example until" in response.content.decode()
    drain()
    told = {message.to[0]: message.body for message in mail.outbox}
    assert "A member of our staff asked" in told["old@school.example"]
    assert "We were asked to let you" in told["new@school.example"]


def test_somebody_who_left_cannot_sign_in(client: Client, administrator: User) -> None:
    user = UserFactory()
    client.post(
        reverse("wagtailusers_users:edit", args=[user.pk]), {"name": user.name, "email": user.email}
    )
    visitor = Client()
    visitor.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session


def test_own_preferences_leave_name_and_password_to_the_sign_in_pages(
    client: Client, officer: User
) -> None:
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "name_email-" not in page
    assert reverse("account_email") in page


def test_own_preferences_are_behind_the_gate_too(client: Client) -> None:
    assert client.get("/admin/account/").status_code == 302
    sign_in(client, UserFactory(groups=["Officers"]), mfa=False)
    assert client.get("/admin/account/").status_code == 302


def test_no_administrator_removes_a_second_step_alone(client: Client, administrator: User) -> None:
    """It takes two: see lost second steps."""
    editor = sign_in(Client(), UserFactory(groups=["Content editors"]))
    edit = reverse("wagtailusers_users:edit", args=[editor.pk])
    form = {"name": editor.name, "email": editor.email, "is_active": "on", "lost_phone": "on"}
    client.post(edit, form)
    assert Authenticator.objects.filter(user=editor).exists()
