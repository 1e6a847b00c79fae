"""The published sign-ins of a demonstration."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.home.demo.files import PASSWORD, TOTP_SECRET
from portal.home.demo.sign_ins import SIGN_INS
from tests.factories.accounts import lasting_code

pytestmark = pytest.mark.usefixtures("demonstration")
STAFF = {row.email for row in SIGN_INS if row.group}


@pytest.mark.parametrize("email", [row.email for row in SIGN_INS])
def test_each_signs_in_with_the_published_password_and_a_verified_address(email: str) -> None:
    user = User.objects.get(email=email)
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()


def test_all_staff_and_nobody_else_need_a_code_as_well() -> None:
    assert set(Authenticator.objects.values_list("user__email", flat=True)) == STAFF


def test_the_key_of_the_code_is_kept_encrypted() -> None:
    kept = Authenticator.objects.get(user__email="editor@demo.example").data["secret"]
    assert TOTP_SECRET not in kept


def test_only_the_administrator_may_do_everything() -> None:
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["admin@demo.example"]


def test_the_trainer_gives_sessions() -> None:
    trainer = User.objects.get(email="trainer@demo.example").person.trainer
    assert trainer.qualifications
    assert trainer.sessions.exists()


@pytest.mark.usefixtures("clear_cache")
def test_the_editor_comes_into_the_admin_with_password_and_code(client: Client) -> None:
    signed = client.post(
        reverse("account_login"), {"login": "editor@demo.example", "password": PASSWORD}
    )
    assert signed.url == reverse("mfa_authenticate")
    client.post(signed.url, {"code": lasting_code(seconds=2)})
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_the_command_prints_every_sign_in_its_password_and_where_the_code_is() -> None:
    printed = StringIO()
    call_command("demo_sign_ins", stdout=printed)
    for word in (PASSWORD, TOTP_SECRET, "/dev/mfa/", *(row.email for row in SIGN_INS)):
        assert word in printed.getvalue()
