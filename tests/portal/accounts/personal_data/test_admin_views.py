"""Officers answer written requests."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from portal.accounts.choices import SchoolRole
from portal.accounts.models import Erasure, Membership, Person, User
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.services import foresee, subject_of
from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory, TrainerFactory, in_a_week

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture
def officer(client: Client) -> User:
    return sign_in(client, UserFactory(groups=["Officers"]))


def erase_url(person: Person) -> str:
    return reverse("people:erase", args=[person.pk])


def test_an_officer_reads_what_goes_then_deletes_with_a_reason(client: Client, officer: User) -> None:
    _user, person, school = make_booker(name="Asha Okafor")
    sheet = client.get(reverse("people:inspect", args=[person.pk])).content.decode()
    assert erase_url(person) in sheet
    page = client.get(erase_url(person)).content.decode()
    assert school.name in page
    for slip in ({"name": "Asha Okafor"}, {"reason": "Letter", "name": "Somebody"}):
        assert client.post(erase_url(person), slip).status_code == 200
    person.refresh_from_db()
    assert person.name == "Asha Okafor"
    response = client.post(
        erase_url(person), {"reason": "Letter of 3 March", "name": "asha okafor"}, follow=True
    )
    assert "Okafor" not in response.content.decode()
    person.refresh_from_db()
    assert person.name == DELETED
    listed = client.get(reverse("deletions:index")).content.decode()
    assert "Letter of 3 March" in listed
    assert client.get(reverse("people:inspect", args=[person.pk])).status_code == 404
    assert client.get(erase_url(person)).status_code == 404
    assert Erasure.objects.count() == 1


def test_staff_are_deleted_by_a_superuser_only(client: Client, officer: User) -> None:
    colleague = PersonFactory(user=UserFactory(groups=["Content editors"]))
    assert client.get(erase_url(colleague)).status_code in (302, 403)
    assert client.post(erase_url(colleague), {"reason": "x", "name": colleague.name}).status_code in (
        302,
        403,
    )
    colleague.refresh_from_db()
    assert colleague.name != DELETED
    sign_in(client, UserFactory(is_superuser=True))
    client.post(erase_url(colleague), {"reason": "Letter", "name": colleague.name})
    colleague.refresh_from_db()
    assert colleague.name == DELETED


def test_nobody_deletes_themselves_here(client: Client, officer: User) -> None:
    own = PersonFactory(user=officer)
    client.post(erase_url(own), {"reason": "Letter", "name": own.name})
    own.refresh_from_db()
    assert own.name != DELETED


def test_an_officer_downloads_what_is_held_about_somebody(client: Client, officer: User) -> None:
    person = PersonFactory(name="Bola Example")
    give = reverse("people:give", args=[person.pk])
    assert "Bola Example" in client.get(give).content.decode()
    response = client.post(give)
    archive = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert "Bola Example" in archive.read("my-data.html").decode()
    assert "no-store" in response["Cache-Control"]


def test_deleted_people_are_in_no_list(client: Client, officer: User) -> None:
    person = PersonFactory(name="Bola Example")
    client.post(erase_url(person), {"reason": "Letter", "name": "Bola Example"})
    for address in (
        reverse("people:index"),
        reverse("person_chooser:choose"),
        reverse("person_chooser:choose_results"),
    ):
        assert DELETED not in client.get(address).content.decode()


def test_what_an_officer_reads_speaks_of_somebody_else(client: Client, officer: User) -> None:
    session = SessionFactory(starts_at=in_a_week())
    user, person, school = make_booker(name="Asha Okafor")
    Membership.objects.filter(person=person).update(role=SchoolRole.APPROVER)
    TrainerFactory(person=person)
    colleague = make_colleague(school)
    make_booking(session, person, school, [person, colleague])
    page = BeautifulSoup(client.get(erase_url(person)).content, "html.parser").select_one("main")
    assert page is not None
    said = page.get_text(" ", strip=True)
    assert f"That they work at {school}." in said
    assert "Their place on" in said
    assert "This is the last head or approver" in said
    assert "1 place that they booked for colleagues" in said
    assert not re.search(r"\byour?\b", said, re.IGNORECASE)
    own = foresee(subject=subject_of(user=user))
    assert f"That you work at {school}." in own.goes
