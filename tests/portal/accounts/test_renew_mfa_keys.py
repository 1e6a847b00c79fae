"""An old key can be dropped once the command has put everything under the newest."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from portal.accounts import encryption
from portal.accounts.models import User
from tests.factories.accounts import TOTP_SECRET, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def member_of_staff(client: Client, settings: Settings) -> User:
    """Somebody with an app and recovery codes under the old key, before which a new one now stands."""
    settings.MFA_ENCRYPTION_KEYS = ["the old key"]
    user = sign_in(client, UserFactory())
    RecoveryCodes.activate(user)
    settings.MFA_ENCRYPTION_KEYS = ["the new key", "the old key"]
    return user


def renew() -> str:
    said = StringIO()
    call_command("renew_mfa_keys", stdout=said)
    return said.getvalue()


def test_after_renewing_the_old_key_can_be_dropped(member_of_staff: User, settings: Settings) -> None:
    codes = Authenticator.objects.get(user=member_of_staff, type=Authenticator.Type.RECOVERY_CODES)
    before = codes.wrap().get_unused_codes()
    assert "2 were put under the newest key" in renew()
    settings.MFA_ENCRYPTION_KEYS = ["the new key"]
    app = Authenticator.objects.get(user=member_of_staff, type=Authenticator.Type.TOTP)
    assert encryption.decrypt(app.data["secret"]) == TOTP_SECRET
    codes.refresh_from_db()
    assert codes.wrap().get_unused_codes() == before


def test_a_second_time_there_is_nothing_left_to_renew(member_of_staff: User) -> None:
    renew()
    kept = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    assert "0 were put under the newest key" in renew()
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == kept


def test_what_no_key_can_read_is_counted_and_the_rest_is_renewed(
    member_of_staff: User, settings: Settings
) -> None:
    settings.MFA_ENCRYPTION_KEYS = ["a lost key"]
    sign_in(Client(), UserFactory())
    settings.MFA_ENCRYPTION_KEYS = ["the new key", "the old key"]
    with pytest.raises(CommandError, match="1 cannot be read with any key"):
        renew()
    settings.MFA_ENCRYPTION_KEYS = ["the new key"]
    app = Authenticator.objects.get(user=member_of_staff, type=Authenticator.Type.TOTP)
    assert encryption.decrypt(app.data["secret"]) == TOTP_SECRET
