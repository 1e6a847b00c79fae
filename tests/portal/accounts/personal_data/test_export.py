"""What people are given about themselves, and nothing about anybody else."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from time_machine import travel
from wagtail.models import Comment, Page

from portal.accounts.email_change.services import ask_for_email_change
from portal.accounts.models import Person, User
from portal.accounts.personal_data.export import export_zip, say_value
from portal.accounts.personal_data.services import subject_of
from portal.base import clock
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    sign_in,
)
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGE = "/accounts/data/"


def held_about(user: User) -> tuple[dict[str, Any], str]:
    """The JSON by holding, and the words of the page."""
    archive = zipfile.ZipFile(export_zip(subject_of(user=user)))
    assert archive.namelist() == ["my-data.html", "my-data.json"]
    data = json.loads(archive.read("my-data.json"))
    return {part["key"]: part for part in data["held"]}, archive.read("my-data.html").decode()


def test_the_export_holds_account_schools_and_places_as_booker_and_as_delegate() -> None:
    user, person, school = make_booker(name="Asha Okafor", email="asha@school.example")
    ended = MembershipFactory(person=person, school=SchoolFactory(name="Long Ago"))
    ended.ended_on = clock.today()
    ended.save()
    session = SessionFactory(course=CoursePageFactory(title="Visual support"))
    make_booking(session, person, school, [person, make_colleague(school, name="Bola Secret")])
    _user, colleague, _school = make_booker(school, name="Chi Private", email="chi@school.example")
    make_booking(SessionFactory(), colleague, school, [person])
    data, page = held_about(user)
    assert data["sign-in"]["records"][0]["E-mail you sign in with"] == "asha@school.example"
    assert data["person"]["records"][0]["Name"] == "Asha Okafor"
    assert {row["School or setting"] for row in data["schools"]["records"]} == {
        str(school),
        str(ended.school),
    }
    bookings = data["bookings"]["records"]
    places = [row for row in bookings if "Your place on" in row]
    assert {row["Booked by"] for row in places} == {"You", "Somebody else"}
    own = next(row for row in bookings if "Your booking" in row)
    assert own["Colleagues booked"] == 1
    assert data["mails"]["records"]
    assert "Visual support" in page


def test_nobody_else_is_named_in_it() -> None:
    user, person, school = make_booker(name="Asha Okafor", email="asha@school.example")
    make_booking(None, person, school, [person, make_colleague(school, name="Bola Secret")])
    _user, colleague, _school = make_booker(school, name="Chi Private", email="chi@school.example")
    make_booking(SessionFactory(), colleague, school, [person, colleague])
    data, page = held_about(user)
    for name in ("Bola", "Chi", "chi@school.example", "bola@school.example"):
        assert name not in page + json.dumps(data)


def test_mails_to_an_address_that_two_people_share_are_left_out() -> None:
    user, person, school = make_booker(email="office@school.example")
    make_booking(None, person, school, [person])
    data, _page = held_about(user)
    assert any("Subject" in row for row in data["mails"]["records"])
    PersonFactory(name="Somebody Else", email="Office@school.example")
    data, _page = held_about(user)
    assert [list(row) for row in data["mails"]["records"]] == [["Left out"]]


def test_staff_get_what_they_wrote_and_did(client: Client) -> None:
    editor = UserFactory(groups=["Content editors", "Officers"])
    sign_in(client, editor)
    person = PersonFactory(name="Bola Private")
    client.post(
        reverse("people:edit", args=[person.pk]), {"name": "Bola Changed", "email": "", "role": ""}
    )
    page = Page.objects.get(depth=2)
    Comment.objects.create(page=page, user=editor, text="Is this still so?", contentpath="title")
    data, shown = held_about(editor)
    rows = data["work"]["records"]
    assert {"Your comment": "Is this still so?"}.items() <= next(
        row for row in rows if "Your comment" in row
    ).items()
    assert any(row.get("To what") == "a record of people" for row in rows)
    assert "Bola" not in shown


def test_sessions_and_changes_of_e_mail_are_in_it(client: Client) -> None:
    user = UserFactory(email="old@school.example")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.get("/accounts/")
    ask_for_email_change(user=user, email="new@school.example", asked_by=user)
    records = held_about(user)[0]["sign-in"]["records"]
    assert sum("Signed in on" in row for row in records) == 1
    assert any(row.get("To") == "new@school.example" for row in records)


def test_no_secret_is_in_it(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    data, page = held_about(user)
    assert any("Second step" in row for row in data["sign-in"]["records"])
    assert "KENTDEMO" not in page + json.dumps(data)
    assert user.password not in page + json.dumps(data)


def test_the_page_is_whole_by_itself_and_escapes_names() -> None:
    user = UserFactory(name="Asha <script>alert(1)</script>")
    PersonFactory(user=user)
    _data, page = held_about(user)
    read = BeautifulSoup(page, "html.parser")
    assert len(read.select("h1")) == 1 and read.html["lang"] == "en-GB"
    assert not read.select("script, link, img")


def test_download_asks_for_the_password_and_is_kept_nowhere(client: Client) -> None:
    user = UserFactory()
    with travel("2026-11-23 10:00+00:00", tick=False) as moving:
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        moving.shift(timedelta(minutes=6))
        asked = client.post(PAGE)
        assert asked.url.startswith("/accounts/reauthenticate/")
        response = client.post(asked.url, {"password": PASSWORD})
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert user.email not in response["Content-Disposition"]
    body = b"".join(response.streaming_content)
    assert zipfile.ZipFile(BytesIO(body)).testzip() is None


def test_a_get_downloads_nothing(client: Client) -> None:
    sign_in(client, UserFactory())
    assert client.get(PAGE)["Content-Type"].startswith("text/html")


def test_downloads_are_limited(client: Client) -> None:
    user = UserFactory()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    answers = [client.post(PAGE).status_code for _number in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_who_is_no_person_yet_gets_their_sign_in() -> None:
    user = UserFactory()
    data, _page = held_about(user)
    assert data["sign-in"]["records"] and not data["bookings"]["records"]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "Nothing"), ("", "Nothing"), (True, "Yes"), (False, "No"), ([], "Nothing"), (0, "0")],
)
def test_values_are_said_as_people_say_them(value: Any, said: str) -> None:
    assert say_value(value) == said
