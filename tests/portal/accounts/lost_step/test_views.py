"""Asking for help on the page of the second step."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from portal.accounts.lost_step.models import LostStep
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HELP = "/accounts/2fa/help/"


@pytest.fixture
def person() -> User:
    user = UserFactory()
    TOTP.activate(user, TOTP_SECRET)
    return user


def test_somebody_half_signed_in_asks_for_help_and_hears_what_happens_next(
    client: Client, person: User
) -> None:
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert HELP in client.get("/accounts/2fa/authenticate/").content.decode()
    assert "Tell us that it is lost" in client.get(HELP).content.decode()
    assert not LostStep.objects.exists()
    for _ in range(2):
        page = client.post(HELP, follow=True).content.decode()
        assert "We know that you need help" in page
    assert LostStep.objects.get().user == person
    assert "_auth_user_id" not in client.session


def test_somebody_in_a_session_without_the_second_step_asks_too(client: Client, person: User) -> None:
    sign_in(client, person, mfa=False)
    client.post(HELP)
    assert LostStep.objects.get().user == person


def test_strangers_and_people_without_a_second_step_ask_for_nothing(
    client: Client, person: User
) -> None:
    assert client.post(HELP).url == "/accounts/login/"
    client.post("/accounts/login/", {"login": person.email, "password": "a guess"})
    client.post(HELP)
    sign_in(client, UserFactory(), mfa=False)
    client.post(HELP)
    assert not LostStep.objects.exists()
