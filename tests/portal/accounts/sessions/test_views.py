"""Where somebody is signed in, and signing out there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from time_machine import travel

from portal.accounts.email_change.links import Purpose, link_to
from portal.accounts.email_change.services import ask_for_email_change
from portal.accounts.models import User
from portal.accounts.sessions.services import forget_past_sessions
from portal.outbox.due import run_due
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def owner() -> User:
    return UserFactory()


def signed_in(user: User, user_agent: str = FIREFOX, **more: Any) -> Client:
    client = Client(headers={"user-agent": user_agent}, **more)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def words(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.main.get_text(" ").split())


def test_the_page_lists_devices_in_words_this_one_first_and_no_places(owner: User) -> None:
    signed_in(owner, PHONE, REMOTE_ADDR="203.0.113.7")
    here = signed_in(owner)
    said = words(here.get(PAGE))
    assert said.index("Firefox on Windows This browser") < said.index("Safari on an iPhone")
    assert "203.0.113" not in here.get(PAGE).content.decode()


def test_signing_out_everywhere_else_leaves_this_browser_in(owner: User) -> None:
    others = [signed_in(owner, PHONE), signed_in(owner)]
    here, somebody = signed_in(owner), signed_in(UserFactory())
    response = here.post(PAGE, follow=True)
    assert "You are signed out everywhere else." in words(response)
    assert [is_in(client) for client in (*others, here, somebody)] == [False, False, True, True]
    assert "You are signed in nowhere else" in words(here.get(PAGE))


def test_one_session_is_ended_by_itself(owner: User) -> None:
    phone, other, here = signed_in(owner, PHONE), signed_in(owner), signed_in(owner)
    row = UserSession.objects.get(user=owner, user_agent=PHONE)
    response = here.post(PAGE, {"session": row.pk}, follow=True)
    assert "Signed out there: Safari on an iPhone." in words(response)
    assert [is_in(client) for client in (phone, other, here)] == [False, True, True]


@pytest.mark.parametrize("named", ["0", "-1", "x", "", "9" * 30, "9" * 5_000, "１"])
def test_a_session_that_is_not_ones_own_is_not_found(owner: User, named: str) -> None:
    assert signed_in(owner).post(PAGE, {"session": named}).status_code == 404


def test_nobody_ends_somebody_elses_session(owner: User) -> None:
    theirs = signed_in(owner)
    row = UserSession.objects.get(user=owner)
    assert signed_in(UserFactory()).post(PAGE, {"session": row.pk}).status_code == 404
    assert is_in(theirs)


def test_looking_at_the_list_ends_nothing(owner: User) -> None:
    other, here = signed_in(owner), signed_in(owner)
    here.get(f"{PAGE}?session=1")
    assert is_in(other)


def test_a_new_password_ends_the_others_and_takes_them_off_the_list(owner: User) -> None:
    other, here = signed_in(owner), signed_in(owner)
    new = {"oldpassword": PASSWORD, "password1": "three other words", "password2": "three other words"}
    here.post("/accounts/password/change/", new)
    assert [is_in(other), is_in(here)] == [False, True]
    assert len(here.get(PAGE).context["places"]) == 1


def test_a_confirmed_change_of_e_mail_ends_all_sessions_but_the_one_that_confirms(
    owner: User,
) -> None:
    other, here = signed_in(owner), signed_in(owner)
    change = ask_for_email_change(user=owner, email="moved@school.example", asked_by=owner)
    assert is_in(other)
    here.post(link_to(change, Purpose.CONFIRM).removeprefix(settings.PUBLIC_URL))
    owner.refresh_from_db()
    assert owner.email == "moved@school.example"
    assert [is_in(other), is_in(here)] == [False, True]


def test_whoever_is_closed_out_is_out_at_once_and_stays_out(owner: User) -> None:
    client = signed_in(owner)
    owner.is_active = False
    owner.save()
    assert not is_in(client)
    owner.is_active = True
    owner.save()
    assert not is_in(client)


def test_the_last_use_is_noted_every_ten_minutes_and_not_on_every_page(
    owner: User, django_assert_num_queries: Any
) -> None:
    with travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        client = signed_in(owner)
        client.get("/accounts/")
        first = UserSession.objects.get(user=owner).last_seen_at
        clock.shift(timedelta(minutes=9))
        client.get("/accounts/")
        assert UserSession.objects.get(user=owner).last_seen_at == first
        del client.cookies["seen"]  # ten minutes are over in the browser
        clock.shift(timedelta(minutes=2))
        client.get("/accounts/")
        assert UserSession.objects.get(user=owner).last_seen_at == first + timedelta(minutes=11)


def test_sessions_that_ran_out_are_forgotten(owner: User) -> None:
    with travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        signed_in(owner)
        assert forget_past_sessions() == 0
        clock.shift(timedelta(hours=13))
        lasting = signed_in(UserFactory())
        assert run_due() == []
    assert not UserSession.objects.filter(user=owner).exists()
    assert list(Session.objects.values_list("session_key", flat=True)) == [lasting.session.session_key]
