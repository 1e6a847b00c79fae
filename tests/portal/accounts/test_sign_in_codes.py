"""Signing in by a code that is mailed: three screens, no password, and nothing for strangers to learn."""

from __future__ import annotations

import re
import time
import warnings
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import CacheKeyWarning
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from portal.accounts.models import Person, User
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, lasting_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

START = "/accounts/login/"
CONFIRM = "/accounts/login/code/confirm/"


def ask(client: Client, email: str, **more: str) -> Any:
    return client.post(START, {"login": email, "how": "code", **more})


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^\d{4} \d{4}$", message.body, re.MULTILINE)
    assert found, message.body
    return found[0]


def enter(client: Client, code: str, **more: str) -> Any:
    return client.post(CONFIRM, {"code": code, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def said(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.main.get_text(" ").split())


def test_a_mailed_code_signs_in_within_three_screens(client: Client) -> None:
    user = UserFactory()
    screens = [client.get(START)]
    response = ask(client, user.email)
    screens.append(client.get(response.url))
    response = enter(client, code_in(mail.outbox[-1]))
    assert response.url == "/bookings/"
    assert is_in(client)
    assert len(screens) < 3


def test_the_mail_says_the_code_in_subject_and_body_and_how_long_it_works() -> None:
    user = UserFactory()
    ask(Client(), user.email)
    message = mail.outbox[-1]
    assert message.to == [user.email]
    assert message.subject == f"{code_in(message)} is your code for signing in"
    assert "works once, for 15 minutes" in message.body
    assert not message.alternatives


@pytest.mark.parametrize("write", [str, lambda code: code.replace(" ", ""), lambda code: f" {code}\t"])
def test_the_gap_in_the_code_may_be_typed_or_not(client: Client, write: Any) -> None:
    ask(client, UserFactory().email)
    enter(client, write(code_in(mail.outbox[-1])))
    assert is_in(client)


def test_an_address_in_another_case_is_the_same(client: Client) -> None:
    user = UserFactory()
    ask(client, user.email.upper())
    enter(client, code_in(mail.outbox[-1]))
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_code_works_once(client: Client) -> None:
    ask(client, UserFactory().email)
    code = code_in(mail.outbox[-1])
    enter(client, code)
    client.post("/accounts/logout/")
    response = client.post(CONFIRM, {"code": code}, follow=True)
    assert not is_in(client)
    assert "expired or was used already" in said(response)


def test_a_code_works_in_the_browser_that_asked_only(client: Client) -> None:
    ask(client, UserFactory().email)
    thief = Client()
    enter(thief, code_in(mail.outbox[-1]))
    assert not is_in(thief)


def test_a_code_expires_after_a_quarter_of_an_hour_and_the_page_says_why(client: Client) -> None:
    user = UserFactory()
    with travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        response = client.get(ask(client, user.email).url)
        assert "until 10:15am" in said(response)
        clock.shift(timedelta(minutes=15, seconds=1))
        response = client.post(CONFIRM, {"code": code_in(mail.outbox[-1])}, follow=True)
    assert not is_in(client)
    assert "expired or was used already" in said(response)


def test_three_wrong_tries_end_a_code(client: Client) -> None:
    ask(client, UserFactory().email)
    code = code_in(mail.outbox[-1])
    assert "The code is not right" in said(enter(client, wrong(code)))
    enter(client, wrong(code))
    response = client.post(CONFIRM, {"code": wrong(code)}, follow=True)
    assert "after 3 wrong tries" in said(response)
    enter(client, code)
    assert not is_in(client)


def test_tries_at_the_same_moment_are_three_as_well(client: Client) -> None:
    """Each reads the session before the others have written theirs, and puts it back as it was."""
    user = UserFactory()
    ask(client, user.email)
    code, before = code_in(mail.outbox[-1]), dict(client.session)
    for _ in range(3):
        enter(client, wrong(code))
        session = client.session
        session.update(before)
        session.save()
    assert "after 3 wrong tries" in said(client.get(enter(client, code).url))
    assert not is_in(client)


def test_a_hundred_guesses_are_stopped_wherever_they_come_from() -> None:
    user = UserFactory()
    tried = 0
    for number in range(100):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{number}")
        if ask(stranger, user.email).status_code != 302:
            continue
        while is_waiting(stranger):
            enter(stranger, "1234 5678")
            tried += 1
    assert tried == 8 * 3
    assert len(mail.outbox) == 8


def is_waiting(client: Client) -> bool:
    return client.get(CONFIRM).status_code == 200


def test_asking_often_from_one_place_leaves_the_owner_elsewhere_a_code(client: Client) -> None:
    user = UserFactory()
    answers = [ask(Client(REMOTE_ADDR="203.0.113.9"), user.email) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert "Wait 10 minutes, or use your password" in said(answers[-1])
    ask(client, user.email)
    enter(client, code_in(mail.outbox[-1]))
    assert is_in(client)


def test_being_asked_to_wait_says_nothing_about_who_is_known() -> None:
    known = UserFactory()
    told = []
    for email in (known.email, "nobody@school.example"):
        for _ in range(4):
            response = ask(Client(), email)
        told.append((response.status_code, said(response)))
    assert told[0] == told[1]


def test_a_new_code_can_be_asked_for_and_the_old_one_ends(client: Client) -> None:
    user = UserFactory()
    ask(client, user.email)
    old = code_in(mail.outbox[-1])
    page = BeautifulSoup(client.get(CONFIRM).content, "html.parser")
    again = page.find("button", string="Send a new code").find_parent("form")
    given = {field["name"]: field.get("value", "") for field in again.find_all("input")}
    client.post(again["action"], {**given, "how": "code"})
    new = code_in(mail.outbox[-1])
    assert new != old
    enter(client, old)
    assert not is_in(client)
    enter(client, new)
    assert is_in(client)


def test_known_and_unknown_addresses_see_the_same_all_the_way() -> None:
    known = UserFactory()
    closed = UserFactory(is_active=False)
    told = []
    for email in (known.email, closed.email, "nobody@school.example"):
        visitor = Client()
        with travel("2026-11-23 10:00:00+00:00", tick=False):
            steps = [ask(visitor, email), visitor.get(CONFIRM), enter(visitor, "0000 0000")]
        told.append(
            [(step.status_code, words(step, email), step.headers.get("Location")) for step in steps]
        )
    assert told[0] == told[1] == told[2]
    assert [message.to for message in mail.outbox] == [[known.email]]


def words(response: Any, email: str) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    for hidden in page.select("input[name=csrfmiddlewaretoken]"):
        hidden.decompose()
    return str(page).replace(email, "ADDRESS")


def test_a_slow_mail_server_does_not_hold_up_the_page(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the time taken would say who is known."""
    settings.SIGN_IN_MAIL_BESIDE_THE_ANSWER = True
    sent = []

    def slow(message: mail.EmailMessage) -> None:
        time.sleep(1)
        sent.append(message.subject)

    monkeypatch.setattr(mail.EmailMessage, "send", slow)
    started = time.monotonic()
    ask(client, UserFactory().email)
    assert time.monotonic() - started < 1
    assert sent == []
    while not sent and time.monotonic() - started < 10:
        time.sleep(0.05)
    assert len(sent) == 1


def test_staff_need_their_second_step_after_the_code(client: Client) -> None:
    editor = UserFactory(groups=["Content editors"])
    TOTP.activate(editor, TOTP_SECRET)
    ask(client, editor.email)
    response = enter(client, code_in(mail.outbox[-1]))
    assert response.url == "/accounts/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": lasting_code(seconds=2)})
    assert client.get("/admin/").status_code == 200


def test_somebody_whose_sign_in_was_closed_meanwhile_does_not_get_in(client: Client) -> None:
    user = UserFactory()
    ask(client, user.email)
    User.objects.filter(pk=user.pk).update(is_active=False)
    enter(client, code_in(mail.outbox[-1]))
    assert not is_in(client)


def test_a_code_confirms_the_address_and_makes_the_person(client: Client) -> None:
    user = UserFactory(verified=False)
    ask(client, user.email)
    enter(client, code_in(mail.outbox[-1]))
    assert EmailAddress.objects.get(user=user).verified
    assert Person.objects.get().user == user


def test_whoever_signed_up_with_somebody_elses_address_does_not_keep_its_password(
    client: Client,
) -> None:
    user = UserFactory(verified=False)
    ask(client, user.email)
    enter(client, code_in(mail.outbox[-1]))
    stranger = Client()
    stranger.post(START, {"login": user.email, "password": PASSWORD})
    assert is_in(client)
    assert not is_in(stranger)


def test_a_confirmed_account_keeps_its_password(client: Client) -> None:
    user = UserFactory()
    ask(client, user.email)
    enter(client, code_in(mail.outbox[-1]))
    other = Client()
    other.post(START, {"login": user.email, "password": PASSWORD})
    assert is_in(other)


def test_an_address_that_waits_to_be_confirmed_gets_no_code_into_the_account(client: Client) -> None:
    """Else whoever wrote a colleague's address into their own account would draw them into it."""
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="colleague@school.example", verified=False)
    ask(client, "colleague@school.example")
    assert mail.outbox == []


def test_the_password_is_asked_for_on_a_screen_of_its_own_with_the_address_kept(client: Client) -> None:
    user = UserFactory()
    page = BeautifulSoup(
        client.post(START, {"login": user.email, "how": "password", "next": "/training/"}).content,
        "html.parser",
    )
    assert page.select_one("input[name=login]")["value"] == user.email
    assert page.select_one("input[name=password]")["autocomplete"] == "current-password"
    assert page.select_one("input[name=next]")["value"] == "/training/"
    assert mail.outbox == []


def test_a_wrong_password_stays_on_the_passwords_screen(client: Client) -> None:
    response = client.post(START, {"login": UserFactory().email, "password": "a guess"})
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("input[name=password]")
    assert page.title.string.startswith("Error: Your password")


@pytest.mark.parametrize("how", ["code", "password", "anything", ""])
@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "Enter e-mail address"),
        ("nonsense", "Enter an e-mail address, like name@school.kent.sch.uk"),
        ("a@b.example\r\nBcc: all@b.example", "Enter an e-mail address"),
        (f"{'a' * 300}@school.example", "Enter an e-mail address"),
    ],
)
def test_what_is_wrong_with_the_address_is_said_by_the_field(
    client: Client, how: str, email: str, message: str
) -> None:
    response = client.post(START, {"login": email, "how": how})
    assert response.status_code == 200
    assert message in said(response)
    assert mail.outbox == []


@pytest.mark.parametrize("code", ["", " ", "0" * 5000, "１２３４５６７８", "ÄÖÜ", "-1", "1e7"])
def test_a_strange_code_is_a_wrong_code(client: Client, code: str) -> None:
    ask(client, UserFactory().email)
    response = enter(client, code)
    assert response.status_code == 200
    assert not is_in(client)


def test_a_code_without_a_sign_in_that_waits_for_it_leads_to_the_beginning(client: Client) -> None:
    assert enter(client, "1234 5678").url == START
    assert client.get("/accounts/login/code/").url == START


def test_the_session_ends_with_the_browser_here_too(client: Client) -> None:
    ask(client, UserFactory().email)
    response = enter(client, code_in(mail.outbox[-1]))
    assert response.cookies["sessionid"]["max-age"] == ""


ELSEWHERE = [
    "//evil.example/",
    "https://evil.example/",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "http://localhost/",
    "/\\evil.example",
    "\thttps://evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_code_leads_to_our_own_pages_only(client: Client, elsewhere: str) -> None:
    ask(client, UserFactory().email, next=elsewhere)
    assert enter(client, code_in(mail.outbox[-1]), next=elsewhere).url == "/bookings/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_every_way_back_to_the_beginning_stays_on_this_site(client: Client, elsewhere: str) -> None:
    answers = [
        ask(client, UserFactory().email, next=elsewhere),
        enter(Client(), "1234 5678", next=elsewhere),
        client.get("/accounts/login/code/", {"next": elsewhere}),
    ]
    for answer in answers:
        assert answer.url.startswith("/accounts/login/")


def test_a_code_leads_back_to_where_somebody_was(client: Client) -> None:
    response = ask(client, UserFactory().email, next="/training/?need=autism")
    page = BeautifulSoup(client.get(response.url).content, "html.parser")
    carried = page.select_one("form[action$='confirm/'] input[name=next]")["value"]
    assert enter(client, code_in(mail.outbox[-1]), next=carried).url == "/training/?need=autism"


def test_tries_are_counted_under_keys_that_any_cache_takes(client: Client) -> None:
    user = UserFactory()
    ask(client, user.email)
    with warnings.catch_warnings():
        warnings.simplefilter("error", CacheKeyWarning)
        assert enter(client, "0000 0000").status_code == 200
