"""Sign-in secrets cannot be read from the database."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from portal.accounts import encryption
from tests.factories.accounts import TOTP_SECRET, UserFactory, sign_in


def test_what_is_encrypted_can_be_read_again() -> None:
    assert encryption.decrypt(encryption.encrypt("JBSWY3DP")) == "JBSWY3DP"


def test_a_secret_outlives_a_new_key(settings: Settings) -> None:
    settings.MFA_ENCRYPTION_KEYS = ["the old key"]
    kept = encryption.encrypt("JBSWY3DP")
    settings.MFA_ENCRYPTION_KEYS = ["the new key", "the old key"]
    assert encryption.decrypt(kept) == "JBSWY3DP"


def test_a_renewed_secret_needs_only_the_new_key(settings: Settings) -> None:
    settings.MFA_ENCRYPTION_KEYS = ["the old key"]
    kept = encryption.encrypt("JBSWY3DP")
    settings.MFA_ENCRYPTION_KEYS = ["the new key", "the old key"]
    renewed = encryption.renew(kept)
    settings.MFA_ENCRYPTION_KEYS = ["the new key"]
    assert encryption.decrypt(renewed) == "JBSWY3DP"


def test_a_secret_under_a_dropped_key_cannot_be_read(settings: Settings) -> None:
    kept = encryption.encrypt("JBSWY3DP")
    settings.MFA_ENCRYPTION_KEYS = ["another key"]
    with pytest.raises(InvalidToken):
        encryption.decrypt(kept)


@pytest.mark.django_db
def test_the_database_holds_no_authenticator_key_in_clear(client) -> None:
    user = sign_in(client, UserFactory())
    kept = json.dumps(Authenticator.objects.get(user=user).data)
    assert TOTP_SECRET not in kept
