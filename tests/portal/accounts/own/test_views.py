"""The account's home, and one's own details."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from portal.accounts.models import Membership, Person, User
from portal.accounts.own.navigation import ENTRIES
from portal.base import clock
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    sign_in,
)
from tests.factories.vocabulary import AudienceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HOME, DETAILS = "/accounts/", "/accounts/details/"


@pytest.fixture
def person(client: Client) -> Person:
    """Somebody who is signed in and has no school."""
    made: Person = PersonFactory(user=UserFactory(name="Asha Okafor", email="asha@school.example"))
    assert made.user is not None
    sign_in(client, made.user, mfa=False)
    return made


def main_of(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def save(client: Client, **changes: str) -> object:
    return client.post(DETAILS, {"name": "Asha Okafor", "email": "", "role": "", **changes})


def test_the_home_says_who_i_am_and_leads_to_every_page_about_my_account(
    client: Client, person: Person
) -> None:
    main = main_of(client, HOME)
    assert "Asha Okafor" in main.text and "asha@school.example" in main.text
    assert {entry.url for entry in ENTRIES} <= {link["href"] for link in main.select("a")}


def test_the_home_lists_every_school_where_i_work_now(client: Client, person: Person) -> None:
    both = [SchoolFactory(name="Oakfield"), SchoolFactory(name="Seaview")]
    for school, role in zip(both, ["senco", "staff"], strict=True):
        MembershipFactory(person=person, school=school, role=role)
    ended = MembershipFactory(person=person, school=SchoolFactory(name="Formerly"))
    Membership.objects.filter(pk=ended.pk).update(ended_on=clock.today() - timedelta(days=1))
    main = main_of(client, HOME)
    for school in both:
        assert school.name in main.text
    assert "Formerly" not in main.text


def test_somebody_without_a_school_is_told_how_to_come_to_one(client: Client, person: Person) -> None:
    assert "not part of a school" in main_of(client, HOME).text


def test_reading_the_home_makes_no_person(client: Client) -> None:
    user = sign_in(client, UserFactory(), mfa=False)
    assert user.email in main_of(client, HOME).text
    assert not Person.objects.exists()


def test_a_new_name_is_the_name_of_the_person_and_of_the_sign_in(client: Client, person: Person) -> None:
    role = AudienceFactory()
    save(client, name="Asha Bello", email="office@school.example", role=str(role.pk))
    person.refresh_from_db()
    assert (person.name, person.email, person.role) == ("Asha Bello", "office@school.example", role)
    assert User.objects.get().name == "Asha Bello"
    assert User.objects.get().email == "asha@school.example"


def test_without_an_address_of_their_own_joining_details_go_where_one_signs_in(
    client: Client, person: Person
) -> None:
    save(client, email="office@school.example")
    save(client, email="")
    person.refresh_from_db()
    assert person.email == "asha@school.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Asha\r\nBcc: all@school.example"),
        ("name", "A" * 151),
        ("email", "nonsense"),
        ("email", "a" * 300 + "@school.example"),
        ("role", "987654321"),
        ("role", "no-such"),
    ],
)
def test_what_cannot_be_saved_is_said_by_its_field_and_stays_typed(
    client: Client, person: Person, field: str, value: str
) -> None:
    response = client.post(
        DETAILS, {"name": "Changed Name", "email": "new@school.example", "role": "", field: value}
    )
    assert response.status_code == 200
    assert field in response.context["form"].errors
    page = BeautifulSoup(response.content, "html.parser")
    assert page.title.text.startswith("Error: ")
    kept = page.select_one(f"#id_{'email' if field == 'name' else 'name'}")["value"]
    assert kept in {"Changed Name", "new@school.example"}
    person.refresh_from_db()
    assert person.name == "Asha Okafor"


def test_a_role_that_is_no_longer_used_is_not_offered_to_others_than_who_has_it(
    client: Client, person: Person
) -> None:
    retired = AudienceFactory(retired=True)
    assert f'value="{retired.pk}"' not in client.get(DETAILS).content.decode()
    Person.objects.update(role=retired)
    save(client, name="Asha Bello", role=str(retired.pk))
    person.refresh_from_db()
    assert (person.name, person.role) == ("Asha Bello", retired)


def test_the_masthead_leads_to_the_account(client: Client, person: Person) -> None:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    assert page.select_one(f'.kd-masthead a[href="{HOME}"]')
    assert not BeautifulSoup(Client().get("/").content, "html.parser").select_one(
        f'.kd-masthead a[href="{HOME}"]'
    )


def test_the_navigation_marks_the_page_it_is_on(client: Client, person: Person) -> None:
    main = main_of(client, DETAILS)
    assert [link.text for link in main.select("nav [aria-current]")] == ["Your details"]


def test_home_asks_the_database_a_fixed_number_of_times(
    client: Client, person: Person, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        MembershipFactory(person=person, school=SchoolFactory(), started_on=date(2026, 9, number + 1))
    client.get(HOME)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get(HOME)
