"""Codes of the app: the one before still counts, and none counts twice."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from time_machine import travel

from portal.accounts.models import User
from portal.accounts.second_step import app_codes
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, current_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

START = datetime.fromisoformat("2026-11-23T10:00:29+00:00")


@pytest.fixture
def editor() -> User:
    editor = UserFactory(groups=["Content editors"])
    TOTP.activate(editor, TOTP_SECRET)
    return editor


def enters_with(user: User, code: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("seconds", "counts"), [(0, True), (2, True), (30, True), (32, False), (90, False)]
)
def test_a_code_counts_until_the_end_of_the_next_period(
    editor: User, seconds: int, counts: bool
) -> None:
    with travel(START, tick=False) as clock:
        code = current_code()
        clock.shift(timedelta(seconds=seconds))
        assert enters_with(editor, code) is counts


@pytest.mark.parametrize("forget_cache", [False, True])
def test_a_used_code_never_counts_again(editor: User, forget_cache: bool) -> None:
    with travel(START, tick=False) as clock:
        code = current_code()
        assert enters_with(editor, code)
        for _ in range(4):
            clock.shift(timedelta(seconds=15))
            if forget_cache:
                cache.clear()
            assert not enters_with(editor, code)


def test_the_code_before_does_not_count_once_a_newer_one_was_used(editor: User) -> None:
    with travel(START, tick=False) as clock:
        older = current_code()
        clock.shift(timedelta(seconds=5))
        assert enters_with(editor, current_code())
        assert not enters_with(editor, older)


def test_the_next_code_counts_after_one_was_used(editor: User) -> None:
    with travel(START, tick=False) as clock:
        assert enters_with(editor, current_code())
        clock.shift(timedelta(seconds=5))
        assert enters_with(editor, current_code())


def test_repeating_a_used_code_counts_among_the_wrong_ones(editor: User) -> None:
    with travel(START, tick=False) as clock:
        code = current_code()
        assert enters_with(editor, code)
        for _ in range(5):
            enters_with(editor, code)
        clock.shift(timedelta(seconds=30))
        assert not enters_with(editor, current_code())


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_code_at_once_one_gets_in() -> None:
    app = TOTP.activate(UserFactory(), TOTP_SECRET).instance
    used: list[bool] = []
    together = threading.Barrier(2)

    def use() -> None:
        together.wait()
        used.append(app_codes.use(app=app, code=code))
        connections.close_all()

    with travel(START, tick=False):
        code = current_code()
        threads = [threading.Thread(target=use) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(used) == [False, True]
    assert Authenticator.objects.get(pk=app.pk).data["secret"]
    connection.close()
