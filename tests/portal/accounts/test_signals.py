"""What follows from signing in with a recovery code."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

CODES = "/accounts/2fa/recovery-codes/"


@pytest.fixture
def owner() -> User:
    user = UserFactory()
    TOTP.activate(user, TOTP_SECRET)
    return user


def sign_in_with_code(owner: User, code: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return client


def test_the_owner_is_told_when_a_recovery_code_was_used_and_how_many_are_left(owner: User) -> None:
    code = RecoveryCodes.activate(owner).get_unused_codes()[0]
    sign_in_with_code(owner, code)
    message = mail.outbox[-1]
    assert message.subject == "A recovery code was used to sign in"
    assert "9 are left." in message.body
    assert code not in message.body


@pytest.mark.parametrize(
    ("left", "warned", "words"),
    [(4, False, ""), (3, True, "You have 3 recovery codes left."), (1, True, "You have 1 recovery code left."),
     (0, True, "That was your last recovery code.")],
)  # fmt: skip
def test_few_codes_left_are_said_on_the_page_and_in_the_mail(
    owner: User, left: int, warned: bool, words: str
) -> None:
    codes = RecoveryCodes.activate(owner).get_unused_codes()
    wrapped = Authenticator.objects.get(user=owner, type="recovery_codes").wrap()
    for used in codes[left + 1 :]:
        assert wrapped.validate_code(used)
    client = sign_in_with_code(owner, codes[0])
    page = client.get("/accounts/2fa/").content.decode()
    assert ("Few recovery codes are left" in page) is warned
    assert words in page
    assert ("Make new ones here" in mail.outbox[-1].body) is warned


def test_new_codes_can_be_made_and_downloaded_and_end_the_old_ones(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    old = RecoveryCodes.activate(owner).get_unused_codes()
    client = sign_in_with_code(owner, old[0])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{CODES}generate/")
    assert mail.outbox[-1].subject == "New recovery codes were made"
    download = client.get(f"{CODES}download/")
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    new = [line for line in download.content.decode().splitlines() if line.isdecimal()]
    assert len(new) == 10 and not set(new) & set(old)
    assert "_auth_user_id" not in sign_in_with_code(owner, old[1]).session
    assert "_auth_user_id" in sign_in_with_code(owner, new[0]).session
