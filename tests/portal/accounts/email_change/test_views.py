"""The pages and mails of a change of e-mail, as the two mailboxes see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from time_machine import travel

from portal.accounts.email_change.models import EmailChange
from portal.accounts.models import User
from portal.outbox.services import drain
from tests.factories.accounts import PASSWORD, PersonFactory, UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGE = "/accounts/email/"
OLD, NEW = "old@school.example", "new@school.example"


@pytest.fixture
def user(client: Client) -> User:
    """Somebody who has just signed in with the old address."""
    made: User = UserFactory(email=OLD)
    PersonFactory(user=made)
    client.post("/accounts/login/", {"login": OLD, "password": PASSWORD})
    return made


def told(address: str) -> mail.EmailMessage:
    """The last mail to ``address``, after the worker has been by."""
    drain()
    return [message for message in mail.outbox if message.to == [address]][-1]


def link_in(message: mail.EmailMessage, what: str) -> str:
    found = re.search(rf"https?://[^/]+(/accounts/email/{what}/\S+)", message.body)
    assert found, message.body
    return found[1]


def ask(client: Client, email: str = NEW) -> None:
    assert client.post(PAGE, {"email": email}).status_code == 302


def test_the_new_address_confirms_by_a_press_and_not_by_opening_the_link(
    client: Client, user: User
) -> None:
    ask(client)
    link = link_in(told(NEW), "confirm")
    assert Client().get(link).status_code == 200
    user.refresh_from_db()
    assert user.email == OLD
    response = Client().post(link)
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.email == NEW
    assert f"You sign in with {NEW} now" in told(OLD).body
    assert Client().post(link).status_code == Client().get(link).status_code == 410


def test_the_page_says_what_is_waiting_and_keeps_the_old_address_on_request(
    client: Client, user: User
) -> None:
    ask(client)
    assert NEW in client.get(PAGE).content.decode().replace("<wbr>", "")
    link = link_in(told(NEW), "confirm")
    client.post(PAGE, {"keep": "yes"})
    assert NEW not in client.get(PAGE).content.decode().replace("<wbr>", "")
    assert Client().post(link).status_code == 410


def test_a_taken_address_gets_the_same_answer_as_a_free_one(client: Client, user: User) -> None:
    def answer(email: str) -> str:
        ask(client, email)
        page = BeautifulSoup(client.get(PAGE).content, "html.parser").select_one("main")
        for hidden in page.select("input[name=csrfmiddlewaretoken]"):
            hidden.decompose()
        return page.text.replace(email, "ADDRESS")

    UserFactory(email="taken@school.example", name="Bola Secret")
    assert answer("taken@school.example") == answer("free@school.example")
    assert "nothing changes" in told("taken@school.example").body
    assert "Bola" not in told(OLD).body


def test_this_was_not_me_signs_everybody_out_and_asks_for_a_new_password(
    client: Client, user: User
) -> None:
    ask(client)
    link = link_in(told(OLD), "stop")
    owner = Client()
    assert owner.get(link).status_code == 200
    response = owner.post(link, follow=True)
    assert "Choose your password" in response.content.decode()
    assert client.get(PAGE).status_code == 302
    assert "signed out" in told(OLD).body
    form = response.redirect_chain[-1][0]
    owner.post(form, {"password1": "three new words", "password2": "three new words"})
    user.refresh_from_db()
    assert user.check_password("three new words")
    assert owner.post(link).status_code == 410


def test_changing_it_later_asks_for_the_password_first(client: Client) -> None:
    UserFactory(email=OLD)
    with travel("2026-11-23 10:00+00:00", tick=False) as clock:
        client.post("/accounts/login/", {"login": OLD, "password": PASSWORD})
        clock.shift(timedelta(minutes=6))
        response = client.post(PAGE, {"email": NEW})
        assert response.url.startswith("/accounts/reauthenticate/")
        assert not EmailChange.objects.exists()
        # What was asked goes on by itself once it is clear who asks.
        client.post(response.url, {"password": PASSWORD})
    assert EmailChange.objects.get().to_email == NEW


def test_an_open_session_alone_cannot_change_it(client: Client) -> None:
    sign_in(client, UserFactory(), mfa=False)
    assert client.post(PAGE, {"email": NEW}).url.startswith("/accounts/reauthenticate/")
    assert not EmailChange.objects.exists()


def test_a_slip_is_said_by_the_field_and_stays_typed(client: Client, user: User) -> None:
    response = client.post(PAGE, {"email": "new@school"})
    assert "email" in response.context["form"].errors
    page = BeautifulSoup(response.content, "html.parser")
    assert page.title.text.startswith("Error: ")
    assert page.select_one("#id_email")["value"] == "new@school"


def test_nobody_sends_mail_to_strangers_without_end(client: Client, user: User) -> None:
    answers = [
        client.post(PAGE, {"email": f"stranger{number}@school.example"}).status_code
        for number in range(8)
    ]
    assert answers == [302] * 6 + [429] * 2


@pytest.mark.parametrize("key", ["nonsense", "1:a:b", "☃"])
@pytest.mark.parametrize("what", ["confirm", "stop"])
def test_a_made_up_link_opens_nothing(client: Client, what: str, key: str) -> None:
    assert client.get(f"/accounts/email/{what}/{key}/").status_code == 410
    assert client.post(f"/accounts/email/{what}/{key}/").status_code == 410


def test_the_link_for_one_thing_does_not_open_the_other(client: Client, user: User) -> None:
    ask(client)
    link = link_in(told(NEW), "confirm")
    assert client.post(link.replace("/confirm/", "/stop/")).status_code == 410
