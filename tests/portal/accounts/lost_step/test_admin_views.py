"""Lost second steps in the admin: begun, made sure, confirmed or refused."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from portal.accounts.lost_step.models import LostStep
from portal.accounts.lost_step.services import ask_for_help, identify
from portal.accounts.models import User
from tests.factories.accounts import TOTP_SECRET, UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

LIST = "/admin/lost_steps/"
SAID = {"how": "rang_back", "note": "Rang the office, they put me through."}


def officer(name: str) -> tuple[Client, User]:
    client = Client()
    return client, sign_in(client, UserFactory(name=name, groups=["Officers"]))


@pytest.fixture
def person() -> User:
    user = UserFactory(name="Ella Editor", groups=["Content editors"])
    TOTP.activate(user, TOTP_SECRET)
    return user


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def has_step(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def test_one_officer_begins_and_another_confirms(person: User) -> None:
    first, _fay = officer("Fay First")
    response = first.post(f"{LIST}begin/", {"email": person.email.upper(), **SAID})
    loss = LostStep.objects.get()
    assert response.url == reverse("lost_steps:inspect", args=[loss.pk])
    own = first.get(f"{LIST}decide/{loss.pk}/")
    assert "You made sure who it is, so a second colleague has to confirm" in words(own)
    first.post(f"{LIST}decide/{loss.pk}/", {"answer": "confirm"})
    assert has_step(person)
    second, _sue = officer("Sue Second")
    page = words(second.get(f"{LIST}decide/{loss.pk}/"))
    assert "Fay First" in page and "Rang them back on a number we had" in page and SAID["note"] in page
    second.post(f"{LIST}decide/{loss.pk}/", {"answer": "confirm"})
    assert not has_step(person)
    again = second.post(f"{LIST}decide/{loss.pk}/", {"answer": "confirm"}, follow=True)
    assert again.status_code == 200
    listed = words(second.get(LIST))
    assert all(
        part in listed for part in ("Ella Editor", "Fay First", "Sue Second", "Second step removed")
    )


def test_an_officer_makes_sure_of_somebody_who_asked_on_the_page(person: User) -> None:
    loss = ask_for_help(user=person)
    client, fay = officer("Fay First")
    assert "Make sure who it is" in words(client.get(f"{LIST}inspect/{loss.pk}/"))
    client.post(f"{LIST}decide/{loss.pk}/", SAID)
    loss.refresh_from_db()
    assert (loss.state, loss.identified_by) == ("identified", fay)


def test_a_second_officer_refuses_with_a_reason(person: User) -> None:
    loss = identify(user=person, by=UserFactory(), **SAID)
    client, _ = officer("Sue Second")
    response = client.post(f"{LIST}decide/{loss.pk}/", {"answer": "refuse"})
    assert "Say why" in words(response)
    client.post(f"{LIST}decide/{loss.pk}/", {"answer": "refuse", "reason": "Nobody knows the number"})
    loss.refresh_from_db()
    assert (loss.state, loss.reason) == ("refused", "Nobody knows the number")
    assert has_step(person)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"email": "nobody@kent.example", **SAID}, "Nobody signs in with this e-mail"),
        ({"email": "nonsense", **SAID}, "Enter a valid email address"),
        ({}, "Choose how you made sure"),
        ({"how": "x", "note": "x" * 301}, "at most 300 characters"),
        ({"how": "rang_back", "note": "see https://evil.example"}, "web address"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_begins(
    given: dict[str, str], message: str
) -> None:
    client, _ = officer("Fay First")
    response = client.post(f"{LIST}begin/", given)
    assert response.status_code == 200
    assert message in words(response)
    assert not LostStep.objects.exists()


def test_an_officer_does_not_begin_their_own() -> None:
    client, fay = officer("Fay First")
    response = client.post(f"{LIST}begin/", {"email": fay.email, **SAID})
    assert "A colleague has to make sure that it is you" in words(response)
    assert not LostStep.objects.exists()


@pytest.mark.parametrize("group", ["Content editors", "Moderators", "Trainers", "Finance", "Auditors"])
def test_others_neither_begin_nor_decide(person: User, group: str) -> None:
    loss = identify(user=person, by=UserFactory(), **SAID)
    client = Client()
    sign_in(client, UserFactory(groups=[group]))
    client.post(f"{LIST}begin/", {"email": person.email, **SAID})
    client.post(f"{LIST}decide/{loss.pk}/", {"answer": "confirm"})
    assert has_step(person)
    assert LostStep.objects.count() == 1


def test_the_record_cannot_be_edited_or_deleted(person: User) -> None:
    loss = identify(user=person, by=UserFactory(), **SAID)
    client = Client()
    sign_in(client, UserFactory(is_superuser=True))
    for action in ("edit", "delete"):
        assert client.post(f"{LIST}{action}/{loss.pk}/").status_code == 404


def test_looking_decides_nothing(person: User) -> None:
    loss = identify(user=person, by=UserFactory(), **SAID)
    client, _ = officer("Sue Second")
    client.get(f"{LIST}decide/{loss.pk}/?answer=confirm")
    assert has_step(person)


def test_a_decided_one_leads_to_its_record(person: User) -> None:
    loss = identify(user=person, by=UserFactory(), **SAID)
    LostStep.objects.filter(pk=loss.pk).update(state="expired")
    client, _ = officer("Sue Second")
    assert client.get(f"{LIST}decide/{loss.pk}/").url == reverse("lost_steps:inspect", args=[loss.pk])


def test_the_list_filters_by_state_and_asks_little(
    person: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        user = UserFactory()
        TOTP.activate(user, TOTP_SECRET)
        identify(user=user, by=UserFactory(), **SAID)
    client, _ = officer("Sue Second")
    assert "Ella Editor" not in words(client.get(f"{LIST}?state=done"))
    client.get(LIST)
    with django_assert_max_num_queries(40):
        client.get(f"{LIST}?state=identified")
