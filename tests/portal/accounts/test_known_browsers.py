"""Strangers' wrong tries make strangers wait, not the owner; and a whole school signs in at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.passkeys import add_passkey, sign_in_by_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

START = "/accounts/login/"


def try_password(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(START, {"login": email, "password": password})


def guess(user: User, times: int, client: Client | None = None) -> Any:
    for number in range(times):
        response = try_password(
            client or Client(REMOTE_ADDR=f"203.0.113.{number}"), user.email, "a guess"
        )
    return response


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def own_browser(owner: User) -> Client:
    """A browser in which the owner has signed in, and out again."""
    client = Client(HTTP_HOST="localhost")
    try_password(client, owner.email)
    client.post("/accounts/logout/")
    assert not is_in(client)
    return client


def test_a_hundred_guesses_at_one_account_are_stopped_after_five(owner: User) -> None:
    with travel("2026-11-23 10:00:00+00:00", tick=False):
        answers = [
            guess(owner, 1, Client(REMOTE_ADDR=f"203.0.113.{n}")).content.decode() for n in range(100)
        ]
        assert sum("The e-mail or the password is not right" in answer for answer in answers) == 5
        assert sum("Too many tries" in answer for answer in answers) == 95
        stranger = Client(REMOTE_ADDR="203.0.113.200")
        assert "have a code sent instead" in try_password(stranger, owner.email).content.decode()
        assert not is_in(stranger)


def test_making_up_ports_of_the_host_brings_no_more_tries(owner: User) -> None:
    for port in range(8001, 8008):
        response = guess(owner, 1, Client(HTTP_HOST=f"localhost:{port}"))
    assert "Too many tries" in response.content.decode()


def test_guessing_all_day_is_stopped_after_fifty(owner: User) -> None:
    tried = 0
    with travel("2026-11-23 00:00:00+00:00", tick=False) as clock:
        for _ in range(24 * 12):
            tried += sum("not right" in guess(owner, 1).content.decode() for _ in range(5))
            clock.shift(301)
            if tried >= 50:
                break
        assert "Too many tries" in guess(owner, 1).content.decode()
    assert tried == 50


def test_a_strangers_wrong_tries_do_not_keep_the_owners_browser_out(
    owner: User, own_browser: Client
) -> None:
    guess(owner, 100)
    try_password(own_browser, owner.email)
    assert is_in(own_browser)


def test_a_strangers_wrong_tries_do_not_keep_a_mailed_code_or_a_passkey_out(
    owner: User, own_browser: Client
) -> None:
    guess(owner, 100)
    anywhere = Client(REMOTE_ADDR="203.0.113.201")
    anywhere.post(START, {"login": owner.email, "how": "code"})
    code = re.search(r"^\d{4} \d{4}$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    anywhere.post(f"{START}code/confirm/", {"code": code[0]})
    assert is_in(anywhere)
    try_password(own_browser, owner.email)
    passkey = add_passkey(own_browser)
    elsewhere = Client(HTTP_HOST="localhost")
    sign_in_by_passkey(elsewhere, passkey)
    assert is_in(elsewhere)


def test_a_stranger_who_asks_for_all_the_codes_leaves_the_owners_browser_some(
    owner: User, own_browser: Client
) -> None:
    for number in range(20):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(START, {"login": owner.email, "how": "code"})
    sent = len(mail.outbox)
    own_browser.post(START, {"login": owner.email, "how": "code"})
    assert len(mail.outbox) == sent + 1


def test_a_known_browser_gets_no_more_tries_than_others(owner: User, own_browser: Client) -> None:
    guess(owner, 5, own_browser)
    assert "Too many tries" in try_password(own_browser, owner.email).content.decode()


def test_a_browser_is_known_for_its_own_people_only(owner: User, own_browser: Client) -> None:
    victim = UserFactory()
    guess(victim, 5)
    assert "Too many tries" in try_password(own_browser, victim.email).content.decode()


@pytest.mark.parametrize("forged", ["", "~~~", ".", "abc.def", "x" * 4000, "a.b~" * 900, "ä.ö"])
def test_a_cookie_that_we_did_not_make_is_nobodys(owner: User, forged: str) -> None:
    guess(owner, 5)
    client = Client()
    client.cookies["known_browser"] = forged
    assert "Too many tries" in try_password(client, owner.email).content.decode()


def test_the_cookie_says_nothing_about_who_it_is_and_opens_nothing(
    owner: User, own_browser: Client
) -> None:
    cookie = own_browser.cookies["known_browser"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    mark, seal = cookie.value.split(".")
    assert owner.email not in cookie.value and str(owner.pk) not in (mark, seal)
    assert own_browser.get("/accounts/").status_code == 302


def test_a_shared_computer_knows_several_people_and_forgets_the_oldest() -> None:
    shared, people = Client(), UserFactory.create_batch(14)
    for person in people:
        try_password(shared, person.email)
        shared.post("/accounts/logout/")
    for person, known in ((people[-1], True), (people[3], True), (people[0], False)):
        guess(person, 5)
        try_password(shared, person.email)
        assert is_in(shared) is known
        shared.post("/accounts/logout/")


def test_two_hundred_people_of_one_school_sign_in_in_the_same_minute() -> None:
    people = UserFactory.create_batch(200)
    with travel("2026-11-23 09:00:00+00:00", tick=False):
        for person in people:
            client = Client(REMOTE_ADDR="198.51.100.7")
            client.post(START, {"login": person.email, "how": "password"})
            assert try_password(client, person.email).status_code == 302
            assert is_in(client)


def test_two_hundred_people_of_one_school_ask_for_a_code_in_the_same_minute() -> None:
    with travel("2026-11-23 09:00:00+00:00", tick=False):
        for person in UserFactory.create_batch(200):
            asked = Client(REMOTE_ADDR="198.51.100.7").post(
                START, {"login": person.email, "how": "code"}
            )
            assert asked.status_code == 302
    assert len(mail.outbox) == 200


def test_tries_are_remembered_when_many_people_sign_in(owner: User, settings: Settings) -> None:
    """A cache of 300 entries, as Django's is by default, would drop them."""
    guess(owner, 5)
    for number in range(400):
        cache.set(f"other-{number}", [1.0], 300)
    assert "Too many tries" in try_password(Client(), owner.email).content.decode()
